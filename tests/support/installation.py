"""A whole installation, started as an operator starts it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kit.embedded.program import die_with

_ROOT = Path(__file__).parents[2]


class Installation:
    """`sahut up` on a data folder, at a port of its own choice; what it says goes into `folder/up.log`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until its health page says that it can work."""
        words = ["up", "--port", "0", "--data", str(self.data), *self._options]
        named = ("SAHUT_", "DATABASE_URL", "REDIS_URL")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(named)}
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), str(_ROOT / "platform")])
        with (self.folder / "up.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "wiring.cli", *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),  # nothing outlives a killed test
            )
        self.until(lambda: self.state().get("ready") and self.state()["pid"] == self.pid, 180)

    @property
    def pid(self) -> int:
        """Of the parent of all parts."""
        assert self._process is not None
        return self._process.pid

    def state(self) -> dict[str, Any]:
        """What `up.json` says now; empty when nothing is written down."""
        try:
            return dict(json.loads((self.data / "up.json").read_bytes()))
        except FileNotFoundError:
            return {}

    def status(self, path: str) -> int:
        """The HTTP status of a page; 0 when there is no answer."""
        try:
            with urllib.request.urlopen(self.state()["base_url"] + path, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def healthy(self) -> bool:
        """Whether it can work now."""
        return self.status("/health/ready") == 200

    def kill(self, name: str) -> None:
        """kill -9 one part, or `up` itself."""
        if name == "up":
            os.kill(self.pid, signal.SIGKILL)
            assert self._process is not None
            self._process.wait()
        else:
            self.until(lambda: self._killed(name), 60)

    def _killed(self, name: str) -> bool:
        """False while it is being started again after an earlier death: it has no process, or one that is gone."""
        try:
            os.kill(self.state()["parts"][name], signal.SIGKILL)
        except (KeyError, ProcessLookupError):
            return False
        return True

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Stop it as an operator does; returns its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(by)
        return self._process.wait(180)

    def processes(self) -> list[str]:
        """Command lines of all living processes that belong to this data folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if str(self.data) in words or str(process.joinpath("cwd").readlink()).startswith(
                    str(self.data)
                ):
                    found.append(words)
            except OSError:
                continue
        return found

    def until(self, check: Callable[[], object], seconds: float) -> None:
        """Wait until `check` comes true; what the installation said is in the error when it does not."""
        give_up = time.monotonic() + seconds
        while not check():
            ended = self._process is not None and self._process.poll() is not None
            if time.monotonic() > give_up or ended:
                said = (self.folder / "up.log").read_text(errors="replace")[-3000:]
                raise AssertionError(f"not within {seconds:g} s; it said:\n{said}")
            time.sleep(0.02)
