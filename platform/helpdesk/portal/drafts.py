"""Reports that are being written, kept on the server for a day: no step back, no reload and no change of
language loses an answer.

One folder per browser and kind of report, beside the stored files; a draft is nobody's case yet, so it is
no row. The folder's name is a digest of the browser's secret, the answers in it are sealed.
"""

import asyncio
import contextlib
import hashlib
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.portal.model import Draft, DraftFile
from kit.errors import Unavailable
from kit.sealing import SealBroken, Sealer
from tenants.sessions.rules import new_secret

KEPT_SECONDS = 24 * 60 * 60
LEAST_FREE = 512 * 1024 * 1024
"""Bytes that stay free on the disk, whoever uploads."""

_SWEEP_SECONDS = 600.0
_ANSWERS, _CLOCK = "answers", ".now"


class Drafts:
    """The drafts of one installation, below one folder."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer
        self._swept: float | None = None

    async def find(self, tenant_id: int, secret: str, kind: CaseKind) -> Draft | None:
        """What this browser has written so far, or none; a draft older than a day is none."""
        return await asyncio.to_thread(self._find, tenant_id, secret, kind)

    async def keep(self, tenant_id: int, secret: str, draft: Draft) -> None:
        """Write it down, in one step."""
        await asyncio.to_thread(self._keep, tenant_id, secret, draft)

    async def add_file(
        self, tenant_id: int, secret: str, draft: Draft, name: str, mime_type: str, content: bytes
    ) -> Draft:
        """The draft with one file more; raises `Unavailable` when the disk is nearly full."""
        added = DraftFile(id=new_secret(), name=name, mime_type=mime_type, size=len(content))
        place = self._place(tenant_id, secret, draft.kind) / added.id
        await asyncio.to_thread(self._write, place, content)
        longer = replace(draft, files=(*draft.files, added))
        await self.keep(tenant_id, secret, longer)
        return longer

    async def remove_file(self, tenant_id: int, secret: str, draft: Draft, file_id: str) -> Draft:
        """The draft without a file."""
        shorter = replace(draft, files=tuple(file for file in draft.files if file.id != file_id))
        if shorter != draft:
            place = self._place(tenant_id, secret, draft.kind) / file_id
            await self.keep(tenant_id, secret, shorter)
            await asyncio.to_thread(place.unlink, missing_ok=True)
        return shorter

    async def contents(self, tenant_id: int, secret: str, draft: Draft) -> Sequence[tuple[str, bytes]]:
        """The files of a draft: names and bytes."""
        place = self._place(tenant_id, secret, draft.kind)
        return [(file.name, await asyncio.to_thread((place / file.id).read_bytes)) for file in draft.files]

    async def drop(self, tenant_id: int, secret: str, kind: CaseKind) -> None:
        """Forget it and its files."""
        await asyncio.to_thread(shutil.rmtree, self._place(tenant_id, secret, kind), ignore_errors=True)

    def _place(self, tenant_id: int, secret: str, kind: CaseKind) -> Path:
        name = hashlib.sha256(f"{secret}:{kind.value}".encode()).hexdigest()
        return self._folder / f"{tenant_id:d}-{name}"

    def _find(self, tenant_id: int, secret: str, kind: CaseKind) -> Draft | None:
        place = self._place(tenant_id, secret, kind)
        try:
            if self._now() - (place / _ANSWERS).stat().st_mtime > KEPT_SECONDS:
                raise FileNotFoundError
            opened = self._sealer.open((place / _ANSWERS).read_bytes(), where=place.name)
            return msgspec.json.decode(opened, type=Draft)
        except (FileNotFoundError, SealBroken, msgspec.DecodeError):
            return None

    def _keep(self, tenant_id: int, secret: str, draft: Draft) -> None:
        place = self._place(tenant_id, secret, draft.kind)
        sealed = self._sealer.seal(msgspec.json.encode(draft), where=place.name)
        fresh = place / f".{new_secret()}"
        self._write(fresh, sealed)
        fresh.replace(place / _ANSWERS)
        if self._swept is None or time.monotonic() - self._swept > _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._sweep()

    def _write(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(place.parent).free - len(content) < LEAST_FREE:
            raise Unavailable("disk_full", retry_after=300)
        place.touch(mode=0o600)
        place.write_bytes(content)

    def _sweep(self) -> None:
        forget_old_drafts(self._folder)

    def _now(self) -> float:
        return _disk_time(self._folder)


def forget_old_drafts(folder: Path, tenant_id: int | None = None) -> int:
    """Remove what nobody sent within a day, of one office or of all; answers how many drafts."""
    now, gone = _disk_time(folder), 0
    for place in folder.glob("*-*" if tenant_id is None else f"{tenant_id:d}-*"):
        with contextlib.suppress(OSError):
            written = place / _ANSWERS if (place / _ANSWERS).exists() else place
            if place.is_dir() and now - written.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(place, ignore_errors=True)
                gone += 1
    return gone


def _disk_time(folder: Path) -> float:
    """The time by which the disk dates its files, whatever clock the demonstration shows."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = folder / _CLOCK
    clock.touch(mode=0o600)
    return clock.stat().st_mtime
