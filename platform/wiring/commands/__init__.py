"""The subcommands of `sahut`, one module each: `NAME`, `add(parser)`, `run(arguments) -> int`."""

import os
from pathlib import Path

from kit.settings import Settings, settings_from


class Refused(Exception):
    """A command cannot do what it was asked; its text is the one line an operator reads."""


def data_folder(given: Path | None) -> Path:
    """`--data`, else SAHUT_DATA, else ./.data."""
    return (given or Path(os.environ.get("SAHUT_DATA", "./.data"))).absolute()


def environment_settings() -> Settings:
    """The settings of a part that runs by itself; `Refused` when a variable cannot be read."""
    try:
        return settings_from(os.environ)
    except ValueError as error:
        raise Refused(f"a variable of the environment cannot be read: {error}") from None
