"""`up.json`: where the parts of a running installation are, for other commands and for drills."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from kit.settings import Mode, Settings
from wiring.commands import Refused
from wiring.installation import locked, write_private


class State(msgspec.Struct, kw_only=True):
    """What is written down; the names are read by scripts."""

    pid: int
    mode: Mode
    host: str
    port: int
    base_url: str
    web_url: str
    worker_url: str
    sweep_url: str
    owner_url: str = ""
    """Only of embedded servers, which ask for no password; nobody's else is written down."""
    backup_url: str = ""
    redis_url: str
    web_processes: int
    mail_ports: tuple[int, ...] = ()
    ready: bool = False
    parts: dict[str, int] = {}
    """Process ids by name: postgres, valkey, web-1, …, worker, simulators."""


class Record:
    """Keeps `up.json` true while an installation runs, and removes it afterwards."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._file = data / "up.json"
        self._state: State | None = None
        self._parts: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._file.unlink(missing_ok=True)  # of one that was killed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.unlink(missing_ok=True)

    def begin(self, settings: Settings, *, embedded: bool) -> None:
        """The addresses are known."""
        self._state = State(
            pid=os.getpid(),
            mode=settings.mode,
            host=settings.host,
            port=settings.port,
            base_url=settings.base_url,
            web_url=settings.web_url,
            worker_url=settings.worker_url,
            sweep_url=settings.sweep_url,
            owner_url=settings.owner_url if embedded else "",
            backup_url=settings.backup_url if embedded else "",
            redis_url=settings.redis_url,
            web_processes=settings.web_processes,
            mail_ports=settings.mail_ports,
        )
        self._write()

    def parts(self, pids: dict[str, int]) -> None:
        """Parts were started or restarted."""
        self._parts = pids
        self._write()

    def ready(self) -> None:
        """The first page can be had."""
        if self._state:
            self._state.ready = True
        self._write()

    def _write(self) -> None:
        """Replace the file in one step."""
        if self._state:
            self._state.parts = self._parts
            unfinished = self._data / "up.json.new"
            write_private(unfinished, msgspec.json.format(msgspec.json.encode(self._state)))
            unfinished.rename(self._file)


def running(data: Path) -> Settings:
    """How to reach the installation that runs on `data`.

    Addresses that are not written down (see `State`) come from the environment. `Refused` when none runs.
    """
    nothing = Refused(f"nothing runs on {data}; start it with `sahut up`")
    try:
        lock = os.open(data / "lock", os.O_RDONLY)
    except FileNotFoundError:
        raise nothing from None
    try:
        if locked(lock, fcntl.LOCK_SH):
            raise nothing
        state = msgspec.json.decode((data / "up.json").read_bytes(), type=State)
    except FileNotFoundError:
        raise Refused(f"the installation on {data} is still starting") from None
    finally:
        os.close(lock)
    return Settings(
        mode=state.mode,
        data=data,
        base_url=state.base_url,
        host=state.host,
        port=state.port,
        owner_url=state.owner_url or os.environ.get("DATABASE_URL", ""),
        web_url=state.web_url,
        worker_url=state.worker_url,
        sweep_url=state.sweep_url,
        backup_url=state.backup_url or os.environ.get("DATABASE_URL_BACKUP", ""),
        redis_url=state.redis_url,
        web_processes=state.web_processes,
        mail_ports=state.mail_ports,
    )
