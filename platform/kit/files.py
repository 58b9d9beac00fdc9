"""Files kept in a folder, under random names; the name a person gave is data, never a path."""

import os
import secrets
from pathlib import Path


class FileStore:
    """One folder for an installation; keys are `<tenant>/<two signs>/<random>` and are made here only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, tenant_id: int, content: bytes) -> str:
        """Store bytes durably and answer their key."""
        random = secrets.token_hex(16)
        key = f"{tenant_id:d}/{random[:2]}/{random}"
        path = self._folder / key
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return key

    def path(self, tenant_id: int, key: str) -> Path:
        """Where a stored file lies; raises `FileNotFoundError` for what is not this tenant's."""
        if not key.startswith(f"{tenant_id:d}/") or ".." in key:
            raise FileNotFoundError(key)
        path = self._folder / key
        if not path.is_file():
            raise FileNotFoundError(key)
        return path

    def remove(self, tenant_id: int, key: str) -> None:
        """Delete a stored file; one that is gone is gone."""
        try:
            self.path(tenant_id, key).unlink()
        except FileNotFoundError:
            return
