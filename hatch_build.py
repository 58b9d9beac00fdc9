"""The wheel's one question before it is packed: are the front-end files there?"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("platform", "ui", "static", "vendor")


class FrontEndFilesPresent(BuildHookInterface):  # type: ignore[type-arg]
    """Refuse a wheel whose pages would come without their scripts and styles."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Editable installs come first on a fresh machine, before `make assets`, and are let through."""
        if version == "editable":
            return
        vendor = Path(self.root, VENDOR)
        if not any(file.is_file() and not file.name.startswith(".") for file in vendor.glob("**/*")):
            raise SystemExit(f"{VENDOR} is empty: run `make assets` before building the wheel")
