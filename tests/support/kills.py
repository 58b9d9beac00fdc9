"""`kill -9` of each part in turn while webhooks arrive, and the proof afterwards that all is there once."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from support.desk import Desk, until
from support.ledger import Driver, Webhook, acknowledged_in, webhooks

VICTIMS = ("worker", "web-1", "valkey", "postgres", "simulators", "up")
OFFICES = ("batang", "kemenkes")
DRAINED_WITHIN = 180.0

_MESSAGES = """
    SELECT i.external_id, i.state, i.case_id,
        (SELECT count(*) FROM message m WHERE m.tenant_id = $1 AND m.external_id = i.external_id) AS messages,
        (SELECT count(*) FROM message m WHERE m.tenant_id = $1 AND m.external_id = i.external_id
            AND m.case_id = i.case_id) AS in_its_case
    FROM inbox_entry i WHERE i.tenant_id = $1 AND i.kind = 'message'
"""
_CASES = """
    SELECT c.number, k.value AS sender, (SELECT count(*) FROM delivery d WHERE d.tenant_id = $1
        AND d.case_id = c.id) AS acknowledgements, (SELECT count(*) FROM case_event e WHERE e.tenant_id = $1
        AND e.case_id = c.id AND e.kind = 'case.opened') AS openings
    FROM cases c LEFT JOIN contact_identity k ON k.tenant_id = $1 AND k.contact_id = c.contact_id
    WHERE c.tenant_id = $1
"""

_DELIVERIES = "SELECT id, state FROM delivery WHERE tenant_id = $1"


class Figures(msgspec.Struct, kw_only=True):
    """What a drill found; printed by it."""

    webhooks: int = 0
    acknowledgements: int = 0
    messages: int = 0
    cases: int = 0
    crashes: int = 0
    answers: dict[int, int] = {}
    slowest_acknowledgement: float = 0.0
    back_after: dict[str, float] = {}
    drained_after: float = 0.0
    deliveries: dict[str, int] = {}
    sent_twice: int = 0
    unknown: int = 0
    """Acknowledgements of which nobody knows whether they left, after their lease has run out."""
    unknown_and_never_taken: int = 0
    """Those of them that the simulator did not take over, as far as it lived to tell."""


def drill(desk: Desk, ledger: Path, *, count: int, rate: float, victims: Sequence[str], seed: int) -> Figures:
    """Send, kill, wait for the end of all work, and check; the figures are for people."""
    accounts = [each for each in desk.coordinates()["accounts"] if each["tenant"] in OFFICES]
    calls = webhooks(accounts, count, repeats=0.3, seed=seed)
    driver = Driver(calls, rate=rate, ledger=ledger)
    figures, sendings = Figures(webhooks=count), _Sendings()
    begun = time.monotonic()
    driver.start()
    for number, victim in enumerate(victims, 1):
        time.sleep(max(0.0, begun + number * count / rate / (len(victims) + 1) - time.monotonic()))
        sendings.note(desk)
        figures.back_after[f"{number} {victim}"] = round(_kill(desk, victim), 2)
        figures.crashes += 1
    driver.finish(count / rate + 180)
    figures.answers = dict(driver.answers)
    assert figures.answers.keys() <= {0, 200, 503}, f"{figures.answers}\n{desk.log_lines('request_failed')}"
    figures.acknowledgements = driver.acknowledged.total()
    figures.slowest_acknowledgement = round(driver.slowest, 2)
    quiet = time.monotonic()
    desk.settle(DRAINED_WITHIN)
    figures.drained_after = round(time.monotonic() - quiet, 2)
    sendings.note(desk)
    _all_is_there_once(desk, calls, acknowledged_in(ledger), figures)
    _nobody_was_written_to_more_often_than_a_crash_explains(sendings, figures)
    _nothing_stays_in_the_middle_of_being_sent(desk, sendings, figures)
    return figures


def _kill(desk: Desk, victim: str) -> float:
    """Kill it, and return the seconds until the desk can work again."""
    begun = time.monotonic()
    if victim == "up":
        desk.kill("up")
        desk.start()
    else:
        before = until(lambda: desk.state().get("parts", {}).get(victim))
        desk.kill(victim)
        until(lambda: desk.state().get("parts", {}).get(victim, before) != before, 60, every=0.01)
    until(desk.healthy)
    return time.monotonic() - begun


def _all_is_there_once(
    desk: Desk, calls: Sequence[Webhook], acknowledged: set[str], figures: Figures
) -> None:
    assert acknowledged == {call.message_id for call in calls}
    counts = desk.counts()
    for office in OFFICES:
        mine = [call for call in calls if call.account["tenant"] == office]
        ids, senders = {call.message_id for call in mine}, {f"+{call.sender}" for call in mine}
        kept = desk.rows(office, _MESSAGES)
        assert Counter(row["external_id"] for row in kept) == Counter(ids)
        wrong = [
            row for row in kept if (row["state"], row["messages"], row["in_its_case"]) != ("taken", 1, 1)
        ]
        assert wrong == []
        cases = desk.rows(office, _CASES)
        assert Counter(row["sender"] for row in cases) == Counter(senders)
        assert [row for row in cases if (row["acknowledgements"], row["openings"]) != (1, 1)] == []
        counted = counts[(office, "whatsapp")]
        assert (counted["messages_in"], counted["cases"]) == (len(ids), len(senders))
        assert counted["inbox_entries"] == counted["messages_in"] + counted["statuses"] + counted["ignored"]
        assert counted["deliveries"].keys() <= {"delivered", "sent", "sending", "unknown", "queued"}
        figures.messages += len(ids)
        figures.cases += len(senders)
        for state, number in counted["deliveries"].items():
            figures.deliveries[state] = figures.deliveries.get(state, 0) + number


def _nobody_was_written_to_more_often_than_a_crash_explains(sendings: "_Sendings", figures: Figures) -> None:
    times = sendings.per_delivery()
    figures.sent_twice = sum(number > 1 for number in times.values())
    assert all(number <= 1 + figures.crashes for number in times.values()), times.most_common(3)
    assert figures.sent_twice <= figures.crashes * 16, "more than were in flight when something died"


def _nothing_stays_in_the_middle_of_being_sent(desk: Desk, sendings: "_Sendings", figures: Figures) -> None:
    desk.advance("2m")

    def unfinished() -> list[Any]:
        found = [row for office in OFFICES for row in desk.rows(office, _DELIVERIES)]
        return [row for row in found if row["state"] in ("queued", "sending")]

    until(lambda: not unfinished())
    sendings.note(desk)
    unknown = [
        row for office in OFFICES for row in desk.rows(office, _DELIVERIES) if row["state"] == "unknown"
    ]
    taken = sendings.per_delivery()
    figures.unknown = len(unknown)
    figures.unknown_and_never_taken = sum(not taken[str(row["id"])] for row in unknown)


class _Sendings:
    """What the simulator took over, also from before it was killed and forgot."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[str, Any]] = {}

    def note(self, desk: Desk) -> None:
        """Remember what its ledger says now."""
        for each in desk.simulated().get("sends", []):
            if each["id"]:
                self._taken[each["id"]] = each

    def per_delivery(self) -> Counter[str]:
        """How often each of our messages was taken over."""
        return Counter(each["our_id"] for each in self._taken.values())
