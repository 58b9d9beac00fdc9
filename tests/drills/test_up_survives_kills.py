"""`kill -9` of every part of a running installation, and of the parent of all."""

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.installation import Installation

pytestmark = pytest.mark.drill


@pytest.fixture
def installation() -> Iterator[Installation]:
    """In a folder of its own: pytest closes the one of `tmp_path` whenever another run of pytest begins."""
    with (
        tempfile.TemporaryDirectory(prefix="sahut-drill-") as folder,
        Installation(Path(folder), "--web", "2") as running,
    ):
        yield running


PARTS = ["postgres", "valkey", "web-1", "worker", "simulators"]


def test_a_killed_part_is_back_and_the_desk_works_again(installation: Installation) -> None:
    for part in PARTS + PARTS:
        before = installation.state()["parts"][part]
        installation.kill(part)
        _until_replaced(installation, part, before)
        installation.until(installation.healthy, 60)


def test_nothing_is_left_of_a_killed_parent_and_the_next_start_works(installation: Installation) -> None:
    installation.kill("up")
    gone_by = time.monotonic() + 60
    while installation.processes():
        assert time.monotonic() < gone_by, installation.processes()
        time.sleep(0.02)
    installation.start()
    assert installation.healthy()


def test_a_start_right_after_a_kill_takes_over_what_is_still_dying(installation: Installation) -> None:
    installation.kill("postgres")
    installation.kill("up")
    installation.start()
    assert installation.healthy()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_everything_and_says_so_with_zero(
    installation: Installation, by: signal.Signals
) -> None:
    assert installation.stop(by) == 0
    assert installation.processes() == []
    assert installation.state() == {}


def _until_replaced(installation: Installation, part: str, before: int) -> None:
    installation.until(lambda: installation.state()["parts"].get(part, before) != before, 60)
