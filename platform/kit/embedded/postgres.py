"""One PostgreSQL server in one folder, reached only through a socket in a private folder.

- `cluster`: the database cluster; of all these only it and the sockets belong to the server's account
- `run`: the socket (or a temporary folder, see sockets.py)
- `sahut.conf`: written at every start; what an operator sets by ALTER SYSTEM wins
- `postgres.log`
"""

import os
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from kit.embedded.cluster import SUPERUSER, binaries, configure, make_cluster, turn_log
from kit.embedded.program import Program, end, leftovers
from kit.embedded.server import EmbeddedServer
from kit.embedded.sockets import socket_folder
from kit.embedded.users import Say, open_files, open_way, own_folder, say, server_account

_PORT = 5432  # names the socket; no port is opened
_SOCKET = f".s.PGSQL.{_PORT}"
_START_UP_PACKET = 196608  # protocol 3.0


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL on the files in `folder`; `durable=False` is for tests, which may lose them."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, durable: bool = True, tell: Say = say) -> None:
        super().__init__(folder)
        self._durable = durable
        self._tell = tell
        self._binaries = binaries()

    @property
    def cluster(self) -> Path:
        """The cluster's own folder."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """Where the server says why it does not start."""
        return self.folder / "postgres.log"

    def prepare(self) -> None:
        """Make the cluster if there is none, and write the configuration; nothing is started.

        Raises `OSError` when the folder cannot be used.
        """
        own_folder(self.folder.parent, None)
        self.folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        self.folder = self.folder.resolve()
        self._account = server_account(self.cluster, self._tell)
        self.sockets = socket_folder(self.folder, self._account)
        self._open_ways()  # for initdb
        turn_log(self.log)
        configure(self.folder / "sahut.conf", self.sockets, durable=self._durable)
        if not self.cluster.exists():
            make_cluster(self.cluster, self._account, durable=self._durable)

    def program(self) -> Program:
        """The server as a child of whoever starts it. `prepare` comes first."""
        configured = ("-c", f"config_file={self.folder / 'sahut.conf'}")
        return Program(
            arguments=(str(self._binaries / "postgres"), "-D", str(self.cluster), *configured),
            folder=self.cluster,
            log=self.log,
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            account=self._account,
            # A fast shutdown costs one checkpoint of the 128 MB of buffers, at most; an immediate one would
            # leave up to max_wal_size to be replayed by the next start.
            dies_by=signal.SIGINT,
            stops_by=((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)),
            before=self._open_ways,  # at every start: somebody may have closed a folder since the last one
            first=self._take_over,
        )

    def ready(self) -> bool:
        """Whether the server takes connections now: it asks for no password, so it lets us in at once."""
        words = f"user\0{SUPERUSER}\0database\0postgres\0\0".encode()
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.sockets / _SOCKET))
                connection.sendall(struct.pack("!II", 8 + len(words), _START_UP_PACKET) + words)
                answer = connection.recv(1)
                connection.sendall(b"X\0\0\0\4")
        except OSError:
            return False
        return answer == b"R"

    def psql(self, sql: str, database: str = "postgres") -> str:
        """Run a script of SQL and psql's commands as superuser; returns what it prints, unaligned.

        Raises `subprocess.CalledProcessError` at the first error.
        """
        program = str(self._binaries / "psql")
        where = ["-h", str(self.sockets), "-p", str(_PORT), "-U", SUPERUSER, "-d", database]
        done = subprocess.run(  # noqa: S603
            [program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, "-f", "-"],
            input=sql,
            capture_output=True,
            encoding="utf-8",
            check=True,
            env={"LC_ALL": "C", "PGCLIENTENCODING": "UTF8"},
        )
        return str(done.stdout).strip()

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database unless it exists."""
        self.psql(f"""SELECT 'CREATE DATABASE "{name}" TEMPLATE "{template}"'
            WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec""")  # noqa: S608

    def url(self, role: str, database: str) -> str:
        """The address by which `role` reaches `database`, as asyncpg and libpq read it."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}&port={_PORT}"

    def _open_ways(self) -> None:
        if self._account is not None:
            installed = self._binaries.parent
            for target in (self.cluster, self.sockets, installed):
                open_way(self._account, target, self._tell)
            open_files(self._account, installed, installed / "share" / "postgres.bki", self._tell)

    def _take_over(self) -> None:
        """End what an earlier run left on this cluster, and believe no lock file that names a stranger."""
        left = leftovers("postgres", self.cluster)
        head = _first_number(self.cluster / "postmaster.pid")
        if head in left:  # usually it is in its fast shutdown already, because its parent died
            end([head], signal.SIGINT, 20)
        end(leftovers("postgres", self.cluster), signal.SIGQUIT, 2)
        end(leftovers("postgres", self.cluster), signal.SIGKILL, 5)
        if sys.platform == "linux" and head not in left:  # elsewhere we cannot see who is there
            for lock in (self.cluster / "postmaster.pid", self.sockets / f"{_SOCKET}.lock"):
                lock.unlink(missing_ok=True)


def _first_number(file: Path) -> int:
    """The process id in a lock file; 0 when there is none, or a power cut left it empty."""
    try:
        return int(file.read_bytes().split()[0])  # bytes: nothing is imported here any more
    except (FileNotFoundError, IndexError, ValueError):
        return 0
