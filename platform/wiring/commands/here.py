"""Which installation a command speaks of: the one in the environment, else the one that runs on --data."""

import argparse
import os
from pathlib import Path

from kit.settings import Settings, settings_from
from wiring.commands import data_folder, environment_settings
from wiring.record import running


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option that every command that touches data takes."""
    parser.add_argument("--data", type=Path, default=Path(".data"), help="the data folder (./.data)")


def installation(arguments: argparse.Namespace) -> Settings:
    """Its settings; raises `Refused` when none is named and none runs there."""
    data = Path(arguments.data).absolute()
    if os.environ.get("DATABASE_URL_WEB"):
        return settings_from({**os.environ, "SAHUT_DATA": str(data)})
    settings = running(data)
    key = data / "keys" / "master"
    if "SAHUT_KEY_FILE" not in os.environ and "SAHUT_SECRET_KEY" not in os.environ and key.exists():
        os.environ["SAHUT_KEY_FILE"] = str(key)
    return settings


def settings_of(data: Path | None, *addresses: str) -> Settings:
    """Of the environment when it names one of these databases and no folder is given, else of what runs there."""
    if data is None and any(os.environ.get(each) for each in addresses):
        return environment_settings()
    return running(data_folder(data))
