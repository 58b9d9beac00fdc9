"""`sahut bench footprint`: how much memory two web processes and a worker take, idle and after work (F12)."""

import asyncio
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from wiring.bench.driver import drive
from wiring.bench.intake import Measurement, conditions
from wiring.bench.processes import memory_of

GOAL_BYTES = 180 * 1024 * 1024


def measure(say: Callable[[str], None]) -> Iterator[Measurement]:
    """Start a demonstration twice in a temp folder: from nothing, then on what is there."""
    folder = Path(tempfile.mkdtemp(prefix="sahut-bench-"))
    try:
        say("from an empty folder")
        first, _, _ = _life(folder / "data")
        yield _seconds("F12 empty folder to first page", first, 15.0)
        say("on an existing folder")
        again, idle, worked = _life(folder / "data", requests=100_000)
        yield _seconds("F12 existing folder to first page", again, 5.0)
        yield _memory("F12 memory of 2 web + 1 worker, idle", idle)
        yield _memory("F12 the same after 100,000 requests", worked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _life(data: Path, *, requests: int = 0) -> tuple[float, int, int]:
    begun = time.monotonic()
    words = ["up", "--port", "0", "--data", str(data), "--web", "2"]
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "wiring.cli", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        state = _ready(data, process)
        seconds = time.monotonic() - begun
        if not requests:
            return seconds, 0, 0
        time.sleep(5)
        idle = _parts_memory(state)
        _ask(state["port"], requests)
        time.sleep(5)
        return seconds, idle, _parts_memory(state)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _ready(data: Path, process: "subprocess.Popen[bytes]") -> dict[str, int]:
    while process.poll() is None:
        try:
            state = msgspec.json.decode((data / "up.json").read_bytes())
            if state.get("ready"):
                connection = http.client.HTTPConnection("127.0.0.1", state["port"], timeout=5)
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    return dict(state)
        except (OSError, msgspec.DecodeError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    raise RuntimeError("the installation did not start")


def _ask(port: int, count: int) -> None:
    request = f"GET /health/live HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
    asyncio.run(drive(port, [request] * count, seconds=300))


def _parts_memory(state: dict[str, int]) -> int:
    parts: dict[str, int] = state["parts"]  # type: ignore[assignment]
    return sum(memory_of(pid) for name, pid in parts.items() if name.startswith(("web", "worker")))


def _seconds(name: str, seconds: float, goal: float) -> Measurement:
    return Measurement(
        name=name,
        value=round(seconds, 2),
        unit="s",
        reference=f"goal {goal:g} s",
        ratio=round(seconds / goal, 3),
        rounds=[round(seconds, 2)],
        conditions=conditions(),
    )


def _memory(name: str, found: int) -> Measurement:
    return Measurement(
        name=name,
        value=round(found / 1024 / 1024, 1),
        unit="MB",
        reference="goal 180 MB",
        ratio=round(found / GOAL_BYTES, 3),
        rounds=[round(found / 1024 / 1024, 1)],
        conditions=conditions(),
    )
