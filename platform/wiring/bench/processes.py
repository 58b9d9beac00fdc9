"""Processes under measurement: their start, their CPU time, their memory."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from kit.settings import Mode, Settings

_TICK = os.sysconf("SC_CLK_TCK")


class Process:
    """A process of `wiring.bench.part`."""

    def __init__(self, settings: Settings, *words: str) -> None:
        told = {
            "SAHUT_MODE": Mode.TEST.value,
            "SAHUT_DATA": str(settings.data),
            "SAHUT_BASE_URL": settings.base_url,
            "DATABASE_URL_WEB": settings.web_url,
            "DATABASE_URL_WORKER": settings.worker_url,
            "DATABASE_URL_SWEEP": settings.sweep_url,
            "REDIS_URL": settings.redis_url,
        }
        paths = os.pathsep.join(sys.path)
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "wiring.bench.part", *words],
            env={**os.environ, **told, "PYTHONPATH": paths},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """None of them outlives its measurement, however that ends."""
        self.stop()

    def cpu_seconds(self) -> float:
        """User and system time until now."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def memory_bytes(self) -> int:
        """Proportional set size: shared pages are divided among those who share them."""
        return memory_of(self._process.pid)

    def stop(self) -> None:
        """End it, and wait."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def memory_of(pid: int) -> int:
    """Proportional set size of one process, in bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
