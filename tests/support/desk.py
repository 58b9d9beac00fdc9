"""A running desk for journeys and drills: an installation, and what scripts may ask of it from outside."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx2
import msgspec

from support.installation import Installation
from support.wires import trusted

_COMMAND_SECONDS = 180.0
_ROOT = Path(__file__).parents[2]
_NOT_OURS = ("SAHUT_", "DATABASE_URL", "REDIS_URL")
_Answer = TypeVar("_Answer")

Counts = dict[tuple[str, str], dict[str, Any]]
"""What `sahut inspect counts` says, by office and channel."""


def until(question: Callable[[], _Answer], seconds: float = 60.0, *, every: float = 0.05) -> _Answer:
    """The first answer that is not empty; an `AssertionError` with the last one when none came in time."""
    give_up = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < give_up, f"waited {seconds:g} s in vain; the last answer was {answer!r}"
        time.sleep(every)
    return answer


class Desk(Installation):
    """An installation that keeps its ports when it is started again."""

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        super().start()
        port = str(self.state()["port"])
        if port not in self._options:
            self._options = (*self._options, "--port", port)

    @property
    def web(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self._options[-1]}"

    @property
    def outside(self) -> str:
        """Where the simulators of the outside world are."""
        return f"http://localhost:{int(self._options[-1]) + 1}"

    def sahut(self, *words: str) -> bytes:
        """What another `sahut` command prints about this installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
        path = os.pathsep.join([str(_ROOT), str(_ROOT / "platform")])
        done = subprocess.run(
            [sys.executable, "-m", "wiring.cli", *words, "--data", str(self.data)],
            env=kept | {"PYTHONPATH": path},
            capture_output=True,
            timeout=_COMMAND_SECONDS,
        )
        assert done.returncode == 0, f"`sahut {' '.join(words)}` said {done.stderr.decode()}"
        return done.stdout

    def coordinates(self) -> dict[str, Any]:
        """`sahut demo --json`."""
        found: dict[str, Any] = msgspec.json.decode(self.sahut("demo", "--json"))
        return found

    def counts(self) -> Counts:
        """`sahut inspect counts --json`."""
        rows = msgspec.json.decode(self.sahut("inspect", "counts", "--json"))
        return {(row.pop("tenant"), row.pop("channel")): row for row in rows}

    def advance(self, span: str) -> None:
        """Let the demonstration's clock jump forward: 9h, 3d."""
        self.sahut("demo", "--advance", span)

    @contextlib.contextmanager
    def stopped(self, part: str) -> Iterator[None]:
        """A part stands still meanwhile, and goes on afterwards where it was."""
        pid = self.state()["parts"][part]
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def settle(self, seconds: float = 60.0) -> None:
        """Wait until nothing is due here and no webhook is on its way from the simulators."""
        calm = 0

        def is_calm() -> bool:
            nonlocal calm
            calm = calm + 1 if self._nothing_waits() else 0
            return calm == 3

        until(is_calm, seconds)

    def lags(self) -> dict[str, float]:
        """How old the oldest due work of each kind is; empty when that cannot be told now."""
        try:
            health = httpx2.get(f"{self.web}/health/ready", trust_env=False, verify=trusted(), timeout=30)
        except httpx2.RequestError:
            return {}
        lags: dict[str, float] = health.json()["lag_seconds"]
        return lags

    def simulated(self) -> dict[str, Any]:
        """The ledger of the simulated WhatsApp; empty when it cannot be had now."""
        try:
            answer = httpx2.get(
                f"{self.outside}/whatsapp/ledger.json", trust_env=False, verify=trusted(), timeout=30
            )
        except httpx2.RequestError:
            return {}
        ledger: dict[str, Any] = answer.json()
        return ledger

    def _nothing_waits(self) -> bool:
        lags = self.lags()
        return bool(lags) and not any(lags.values()) and self.simulated().get("waiting") == 0

    def rows(self, tenant: str, query: str) -> list[dict[str, Any]]:
        """What the worker's own role finds in one office; the query's `$1` is the office's id."""
        return asyncio.run(_rows(self.state()["worker_url"], tenant, query))

    def account_ids(self, tenant: str, kind: str) -> list[str]:
        """The ids of an office's accounts of one kind."""
        rows = self.rows(tenant, "SELECT id, kind FROM account WHERE tenant_id = $1")
        return [str(row["id"]) for row in rows if row["kind"] == kind]

    def log_lines(self, word: str) -> str:
        """The lines of its log that have this word."""
        lines = (self.folder / "up.log").read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if word in line)

    def log_end(self) -> str:
        """The last lines of what it wrote."""
        lines = (self.folder / "up.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-40:])


async def _rows(url: str, tenant: str, query: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(readonly=True):
            tenant_id = await connection.fetchval("SELECT id FROM tenant WHERE slug = $1", tenant)
            await connection.execute("SELECT enter_tenant($1)", tenant_id)
            return [dict(row) for row in await connection.fetch(query, tenant_id)]
    finally:
        await connection.close()


@contextlib.contextmanager
def running_desk(*options: str) -> Iterator[Desk]:
    """A started desk; in the end it must stop and leave nothing."""
    folder = Path(tempfile.mkdtemp(prefix="sahut-up-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs under another user, who must pass through
    desk = Desk(folder, *options)
    try:
        with desk:
            yield desk
            assert desk.stop() == 0, desk.log_end()
            assert desk.processes() == []
            assert desk.state() == {}
    finally:
        desk.stop(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
