"""PostgreSQL and Valkey for one run of the tests, shared by all its processes.

A keeper process holds the servers. Every test process holds a shared lock on one file; when the last of
them is gone, however it ended, the keeper gets that lock, stops the servers and removes their folder.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

_RUN = "SAHUT_TEST_RUN"  # the run's folder, told by the first pytest process to its workers
_ROOT = Path(__file__).parents[2]
TEMPLATE = "sahut_template"
_ENFORCE = """
    DO $$ DECLARE r record; BEGIN
        FOR r IN SELECT conname, conrelid::regclass AS holder FROM pg_constraint WHERE contype = 'f' AND NOT conenforced
        LOOP
            EXECUTE format('COMMENT ON CONSTRAINT %I ON %s IS %L', r.conname, r.holder, 'declared');
            EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I ENFORCED', r.holder, r.conname);
        END LOOP;
    END $$;
"""
"""What the product declares and does not check is checked in every test, and marked."""


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """Where the servers of this run are."""

    run: str
    postgres: str
    """EmbeddedPostgres finds its server by this folder."""
    redis_urls: tuple[str, ...]
    """One Valkey per test process, by its number."""


def begin_run() -> int:
    """Join the run of the tests, or begin one. Its servers live while the lock that is returned is open."""
    folder = os.environ.get(_RUN) or tempfile.mkdtemp(prefix="sahut-tests-")
    os.environ[_RUN] = folder
    users = os.open(Path(folder) / "users", os.O_RDWR | os.O_CREAT)
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def end_run(users: int) -> None:
    """Called by the process that began the run, when all others are gone: waits until nothing is left."""
    run = Path(os.environ.pop(_RUN))
    os.close(users)
    with contextlib.suppress(FileNotFoundError), only_one(run, "keeper"):
        shutil.rmtree(run)


def servers() -> Servers:
    """The servers of this run; the first who asks starts them."""
    run = Path(os.environ[_RUN])
    with only_one(run, "start"):
        if not (run / "servers.json").exists():
            _start_keeper(run)
    return msgspec.json.decode((run / "servers.json").read_bytes(), type=Servers)


@contextlib.contextmanager
def only_one(run: Path, what: str) -> Iterator[None]:
    """One process of the run at a time."""
    lock = os.open(run / f"{what}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _start_keeper(run: Path) -> None:
    path = os.pathsep.join(str(_ROOT / folder) for folder in (".", "platform"))
    with (run / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(run)],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while not (run / "servers.json").exists():
        if keeper.poll() is not None:
            raise RuntimeError(f"the servers of the tests did not start:\n{(run / 'keeper.log').read_text()}")
        time.sleep(0.02)


def _keep(run: Path) -> None:
    """The keeper's life."""
    from functools import partial

    from kit.embedded import EmbeddedPostgres, EmbeddedValkey
    from kit.settings import Mode, Settings
    from wiring import migrate
    from wiring.parts import Part
    from wiring.servers import apply_roles
    from wiring.supervisor import StopAsked, Supervisor

    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    postgres = EmbeddedPostgres(run / "postgres", durable=False, tell=print)
    valkeys = [EmbeddedValkey(run / f"valkey-{number}", durable=False) for number in range(count)]
    servers: list[EmbeddedPostgres | EmbeddedValkey] = [postgres, *valkeys]
    with contextlib.suppress(StopAsked), Supervisor() as supervisor:
        for server in servers:
            server.prepare()
            supervisor.start(Part(name=server.folder.name, what=server.program()))
        supervisor.start(Part(name="watch", what=partial(_wait_for_the_last, run, os.getpid())))
        supervisor.wait(lambda: all(server.ready() for server in servers), 180)
        apply_roles(postgres, TEMPLATE)
        owner = postgres.url("sahut_owner", TEMPLATE)
        settings = Settings(mode=Mode.TEST, data=run, base_url="http://localhost", owner_url=owner)
        if supervisor.run(Part(name="migrate", what=partial(migrate.run, settings))):
            raise SystemExit(1)
        postgres.psql(_ENFORCE, TEMPLATE)
        redis_urls = tuple(valkey.url() for valkey in valkeys)
        found = Servers(run=str(run), postgres=str(postgres.folder), redis_urls=redis_urls)
        (run / "servers.new").write_bytes(msgspec.json.encode(found))
        (run / "servers.new").rename(run / "servers.json")
        supervisor.supervise()


def _wait_for_the_last(run: Path, keeper: int) -> None:
    users = os.open(run / "users", os.O_RDWR)
    fcntl.flock(users, fcntl.LOCK_EX)
    os.kill(keeper, signal.SIGTERM)
    time.sleep(60)


if __name__ == "__main__":
    with only_one(Path(sys.argv[1]), "keeper"):
        _keep(Path(sys.argv[1]))
        shutil.rmtree(sys.argv[1])
