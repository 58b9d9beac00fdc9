"""A server in one folder, as a child of this process, reached only through a socket in a private folder."""

import os
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from kit.embedded.program import Program, start
from kit.embedded.sockets import drop_socket_folder
from kit.embedded.users import Account


class EmbeddedServer(ABC):
    """What every one of them does; `prepare` comes first."""

    name: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.sockets = self.folder / "run"
        self._account: Account | None = None
        """Whose the sockets are; our own when there is none."""
        self._running: tuple[int, Program] | None = None

    @property
    @abstractmethod
    def log(self) -> Path:
        """Where the server says why it does not start."""

    @abstractmethod
    def program(self) -> Program:
        """The server as a child of whoever starts it."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the server answers now."""

    def start(self) -> int:
        """Start the server as a child of this process and return its process id."""
        program = self.program()
        pid = start(program)
        self._running = pid, program
        return pid

    def stop(self) -> None:
        """Stop the server that `start` started, and wait for its end."""
        if self._running is not None:
            pid, program = self._running
            os.kill(pid, program.dies_by)
            os.waitpid(pid, 0)
            self._running = None
        self.tidy()

    def tidy(self) -> None:
        """Remove what a stopped server needs no more outside its folder."""
        drop_socket_folder(self.folder, self._account)

    def wait_ready(self, timeout: float) -> None:
        """Wait until the server answers; `TimeoutError` after `timeout` seconds."""
        give_up = time.monotonic() + timeout
        while not self.ready():
            if time.monotonic() > give_up:
                raise TimeoutError(f"{self.name} is not ready after {timeout:g} s; see {self.log}")
            time.sleep(0.02)
