"""`kill -9` of the worker at every moment of sending: nobody gets a message twice, and none is forgotten."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from support.desk import Desk, running_desk, until
from support.players import Citizen

pytestmark = pytest.mark.drill
SWEEP = [step * 0.04 for step in range(16)]
"""Seconds after the citizen wrote: before the case, before the claim, on the way, after the answer, after all."""
_DELIVERIES = """
    SELECT d.id, d.state, d.error_code, c.number FROM delivery d
    JOIN cases c ON c.tenant_id = d.tenant_id AND c.id = d.case_id WHERE d.tenant_id = $1
"""


class Stage:
    """A desk, its citizens, and what can be made to go wrong between them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._known = desk.coordinates()
        self._citizens = 0

    def citizen(self) -> Citizen:
        """Somebody who has never written."""
        self._citizens += 1
        return Citizen(self.desk, self._known, "batang", f"62813{self._citizens:08}", "Warga Uji")

    def faults(self, **ordered: Any) -> None:
        """Order faults at the simulator; the earlier ones are forgotten."""
        said = {"reset": True, **ordered}
        url = f"{self.desk.outside}/whatsapp/control/faults"
        assert httpx2.post(url, json=said, trust_env=False).status_code == 200

    def taken(self, phone: str) -> list[dict[str, Any]]:
        """What the simulator took over for a number."""
        sends = self.desk.simulated().get("sends", [])
        return [each for each in sends if each["to"] == phone and each["id"]]

    def deliveries(self) -> dict[str, dict[str, Any]]:
        """All deliveries by id."""
        return {str(row["id"]): row for row in self.desk.rows("batang", _DELIVERIES)}

    def kill_worker(self) -> None:
        """And wait for the next one."""
        before = self.desk.state()["parts"]["worker"]
        self.desk.kill("worker")
        until(lambda: self.desk.state()["parts"].get("worker", before) != before, 30, every=0.01)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with running_desk() as desk:
        yield Stage(desk)


def test_at_whatever_moment_the_worker_dies_the_citizen_reads_it_once_at_most(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.faults(slow_seconds=0.15)
    citizens = []
    for moment in SWEEP:
        citizens.append(stage.citizen())
        citizens[-1].writes("Antrean penuh")
        time.sleep(moment)
        stage.kill_worker()
    stage.faults()
    stage.desk.settle(60)
    stage.desk.advance("2m")
    until(lambda: all(row["state"] not in ("queued", "sending") for row in stage.deliveries().values()))
    states = [row["state"] for row in stage.deliveries().values()]
    assert len(states) == len(SWEEP), "each citizen has one case and one acknowledgement"
    assert set(states) <= {"delivered", "unknown"}
    read = [len(citizen.phone_shows()) for citizen in citizens]
    with capsys.disabled():
        print(f"\nkilled at {len(SWEEP)} moments: {states.count('unknown')} unknown, read {read}")
    assert set(read) <= {0, 1}
    assert read.count(0) == states.count("unknown"), "what was taken over is known by its status"


def test_what_the_remote_took_before_the_worker_died_is_settled_by_its_status(stage: Stage) -> None:
    stage.faults(slow_seconds=20)
    citizen = stage.citizen()
    citizen.writes("Antrean penuh")
    until(lambda: stage.taken(citizen.phone))
    stage.kill_worker()
    stage.faults()
    until(lambda: [row["state"] for row in stage.deliveries().values()] == ["delivered"])
    stage.desk.advance("20m")
    time.sleep(3)
    assert len(stage.taken(citizen.phone)) == 1


def test_what_nobody_knows_is_never_sent_again_and_is_shown_to_a_person(stage: Stage) -> None:
    """The remote hangs, the worker dies, the remote dies: the message may or may not have left."""
    simulators = stage.desk.state()["parts"]["simulators"]
    citizen = stage.citizen()
    citizen.writes("Antrean penuh")
    until(lambda: stage.desk.counts()[("batang", "whatsapp")]["inbox_entries"], every=0.005)
    os.kill(simulators, signal.SIGSTOP)
    until(lambda: [row["state"] for row in stage.deliveries().values()] in (["sending"], ["delivered"]))
    stage.kill_worker()
    stage.desk.kill("simulators")
    stage.desk.advance("2m")
    until(lambda: [row["state"] for row in stage.deliveries().values()] == ["unknown"])
    stage.desk.advance("16m")
    stage.desk.settle()
    [delivery] = stage.deliveries().values()
    assert (delivery["state"], delivery["error_code"]) == ("unknown", "outcome_unknown")
    assert stage.taken(citizen.phone) == []
