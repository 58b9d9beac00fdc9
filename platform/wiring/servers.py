"""The database and the queue of one machine: embedded ones, or those that the environment names."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from kit.embedded import EmbeddedPostgres, EmbeddedValkey
from wiring.commands import Refused
from wiring.parts import Part
from wiring.supervisor import Supervisor

DATABASE = "sahut"
ROLES = {
    "DATABASE_URL": "sahut_owner",
    "DATABASE_URL_WEB": "sahut_web",
    "DATABASE_URL_WORKER": "sahut_worker",
    "DATABASE_URL_SWEEP": "sahut_sweep",
    "DATABASE_URL_BACKUP": "sahut_backup",
}
"""Which variable is whose address."""

_NEEDED = [name for name in ROLES if name != "DATABASE_URL_BACKUP"]
_HOPELESS = 6  # deaths in a row, about five seconds
_RECOVERY = 600.0  # seconds that a database may take to replay its log after a crash


class Servers:
    """Starts what the environment does not name, and knows the addresses of all."""

    def __init__(self, data: Path, supervisor: Supervisor) -> None:
        named = [name for name in ROLES if os.environ.get(name)]
        missing = [name for name in _NEEDED if named and name not in named]
        if missing:
            raise Refused(f"{', '.join(named)} is set, so these must be too: {', '.join(missing)}")
        self._supervisor = supervisor
        self.postgres = None if named else EmbeddedPostgres(data / "postgres")
        self.valkey = None if os.environ.get("REDIS_URL") else EmbeddedValkey(data / "valkey")

    def start(self) -> dict[str, str]:
        """Start them, without waiting; returns the addresses as environment variables."""
        addresses: dict[str, str] = {}
        if self.postgres:
            self.postgres.prepare()
            self._supervisor.start(Part(name="postgres", what=self.postgres.program()))
            addresses |= {name: self.postgres.url(role, DATABASE) for name, role in ROLES.items()}
        if self.valkey:
            self.valkey.prepare()
            self._supervisor.start(Part(name="valkey", what=self.valkey.program()))
            addresses["REDIS_URL"] = self.valkey.url()
        return addresses

    def wait(self) -> None:
        """Until they answer and the roles are as they should be; `Refused` when a server does not start."""
        if self.valkey:
            self._wait_for("valkey", self.valkey.ready, self.valkey.log)
        if self.postgres:
            self._wait_for("postgres", self.postgres.ready, self.postgres.log)
            apply_roles(self.postgres, DATABASE)

    def tidy(self) -> None:
        """After all have stopped."""
        for server in (self.postgres, self.valkey):
            if server:
                server.tidy()

    def _wait_for(self, name: str, ready: Callable[[], bool], log: Path) -> None:
        def settled() -> bool:
            return ready() or self._supervisor.deaths(name) >= _HOPELESS

        if not self._supervisor.wait(settled, _RECOVERY) or not ready():
            raise Refused(f"{name} does not start; {log} says why")


def apply_roles(postgres: EmbeddedPostgres, database: str) -> None:
    """Make the database, its roles and their rights as in production."""
    try:
        postgres.create_database(database)
        postgres.psql(_roles().read_text(encoding="utf-8"), database)
    except subprocess.CalledProcessError as error:
        raise Refused(f"the roles could not be made: {error.stderr.strip()}") from None


def _roles() -> Path:
    """In an installed package it lies beside this file, in the repository under deploy/."""
    beside = Path(__file__).with_name("roles.sql")
    return beside if beside.exists() else Path(__file__).parents[2] / "deploy" / "roles.sql"
