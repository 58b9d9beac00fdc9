"""Databases for tests: copies of one that was migrated once per run."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kit.embedded import EmbeddedPostgres
from kit.settings import Mode, Settings
from support.servers import TEMPLATE, Servers, only_one
from wiring.installation import master_key
from wiring.servers import apply_roles

LASTING = {"tenant", "account", "contact", "conversation", "cases", "message"}
"""Tables from which nobody at work can remove a row."""


@contextlib.contextmanager
def database(servers: Servers, name: str, data: Path, redis_url: str = "") -> Iterator[Settings]:
    """A new migrated database without rows, addressed as each role; it is dropped at the end."""
    postgres = EmbeddedPostgres(Path(servers.postgres))
    master_key(data)
    with only_one(Path(servers.run), "databases"):
        postgres.create_database(name, TEMPLATE)
        apply_roles(postgres, name)  # rights on a database are not copied with it
    yield Settings(
        mode=Mode.TEST,
        data=data,
        base_url="http://localhost:8000",
        owner_url=postgres.url("sahut_owner", name),
        web_url=postgres.url("sahut_web", name),
        worker_url=postgres.url("sahut_worker", name),
        sweep_url=postgres.url("sahut_sweep", name),
        backup_url=postgres.url("sahut_backup", name),
        redis_url=redis_url,
    )
    postgres.psql(f'DROP DATABASE "{name}" WITH (FORCE)')
