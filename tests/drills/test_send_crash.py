"""`kill -9` of the worker at every moment of sending: nobody gets a message twice, and none is forgotten."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from support.desk import Desk, running_desk, until
from support.ledger import body, change, signed, text_message
from support.players import Citizen

pytestmark = pytest.mark.drill
SWEEP = [step * 0.04 for step in range(12)]
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

    def states(self) -> list[str]:
        """The states of all deliveries, in alphabetical order."""
        return sorted(row["state"] for row in self.deliveries().values())

    def kill_worker(self) -> None:
        """And wait until the next one works."""
        starts = self.desk.log_lines("worker_ready").count("\n")
        self.desk.kill("worker")
        until(lambda: self.desk.log_lines("worker_ready").count("\n") > starts)


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
    until(lambda: stage.states() == ["delivered"])
    stage.desk.advance("20m")
    time.sleep(3)
    assert len(stage.taken(citizen.phone)) == 1


def test_what_nobody_knows_is_never_sent_again_and_is_shown_to_a_person(stage: Stage) -> None:
    """The remote hangs, the worker dies, the remote dies: the message may or may not have left."""
    stage.citizen().writes("Obat habis")  # leaves a connection that the remote has accepted
    until(lambda: stage.states() == ["delivered"], every=0.01)
    account = next(each for each in stage.desk.coordinates()["accounts"] if each["tenant"] == "batang")
    raw = body(account, change(account, text_message("wamid.crash", "6281300000999", "Antrean penuh")))
    os.kill(stage.desk.state()["parts"]["simulators"], signal.SIGSTOP)
    assert httpx2.post(account["hook"], content=raw, headers=signed(account, raw)).status_code == 200
    until(lambda: stage.states() == ["delivered", "sending"])
    stage.kill_worker()
    stage.desk.kill("simulators")
    stage.desk.advance("2m")
    until(lambda: stage.states() == ["delivered", "unknown"])
    stage.desk.advance("16m")
    stage.desk.settle()
    assert stage.states() == ["delivered", "unknown"]
    assert "outcome_unknown" in [row["error_code"] for row in stage.deliveries().values()]
    assert stage.taken("6281300000999") == []
