"""What a wheel needs beyond the packages: front-end files must be there, the database roles come along."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("platform", "ui", "static", "vendor")


class WheelOfTheProduct(BuildHookInterface):  # type: ignore[type-arg]
    """Refuse a wheel whose pages would come without their scripts and styles."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Editable installs come first on a fresh machine, before `make assets`, and read the folders."""
        if version == "editable":
            return
        vendor = Path(self.root, VENDOR)
        if not any(file.is_file() and not file.name.startswith(".") for file in vendor.glob("**/*")):
            raise SystemExit(f"{VENDOR} is empty: run `make assets` before building the wheel")
        build_data["force_include"]["deploy/roles.sql"] = "wiring/roles.sql"
