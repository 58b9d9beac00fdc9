"""`sahut migrate`: as the owner, from DATABASE_URL."""

import argparse

from kit.settings import require
from wiring import migrate
from wiring.commands import Refused, environment_settings

NAME = "migrate"


def add(parser: argparse.ArgumentParser) -> None:
    """It has no options: everything comes from the environment."""


def run(arguments: argparse.Namespace) -> int:
    """Migrate; several at once do no harm."""
    settings = environment_settings()
    require(settings, "owner_url")
    try:
        migrate.run(settings)
    except migrate.MigrationFailed as error:
        raise Refused(f"the migration failed, nothing of it was kept: {error}") from None
    return 0
