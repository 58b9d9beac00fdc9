"""Databases for tests: copies of one that was migrated once per run."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kit.embedded import EmbeddedPostgres
from kit.settings import Mode, Settings
from support.servers import TEMPLATE, Servers, only_one
from wiring.installation import master_key
from wiring.servers import apply_roles

_URLS = {
    "owner_url": "sahut_owner",
    "web_url": "sahut_web",
    "worker_url": "sahut_worker",
    "sweep_url": "sahut_sweep",
    "backup_url": "sahut_backup",
}


@contextlib.contextmanager
def database(servers: Servers, name: str, data: Path, redis_url: str = "") -> Iterator[Settings]:
    """A new migrated database without rows, addressed as each role; it is dropped at the end."""
    postgres = EmbeddedPostgres(Path(servers.postgres))
    master_key(data)
    with only_one(Path(servers.run), "databases"):
        postgres.create_database(name, TEMPLATE)
        apply_roles(postgres, name)  # rights on a database are not copied with it
    urls = {field: postgres.url(role, name) for field, role in _URLS.items()}
    yield Settings(mode=Mode.TEST, data=data, base_url="http://localhost:8000", redis_url=redis_url, **urls)
    postgres.psql(f'DROP DATABASE "{name}" WITH (FORCE)')
