"""What an answer or a refusal of a register does to the ledger's line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from helpdesk.channels.conduct import PollPlan
from helpdesk.channels.errors import ERRORS, ChannelError, ChannelThrottled, ChannelUnreachable
from helpdesk.channels.register import Filed, RemoteStatus
from helpdesk.registers import rules
from helpdesk.registers.model import RegisterLink, Step
from kit.ids import uuid7
from support.builders import NOW, a_case


def _link(step: Step = Step.SUBMITTING, **more: Any) -> RegisterLink:
    filing = rules.filing_of(a_case(), "isi", "Asia/Jakarta")
    return RegisterLink(
        id=uuid7(), case_id=uuid7(), account_id=uuid7(), step=step, filing=filing, changed_at=NOW, **more
    )


def test_a_filing_is_secret_and_names_nobody() -> None:
    filing = rules.filing_of(a_case(anonymous=True), "isi", "Asia/Jakarta")
    assert (filing.secret, filing.anonymous, filing.content) == (True, True, "isi")


@pytest.mark.parametrize(
    ("timezone", "day"), [("Asia/Jakarta", 17), ("Asia/Jayapura", 17), ("Etc/UTC", 16), ("America/Lima", 16)]
)
def test_the_day_of_the_incident_is_the_offices(timezone: str, day: int) -> None:
    told = datetime(2026, 3, 16, 23, 30, tzinfo=UTC)
    assert rules.filing_of(a_case(opened_at=told), "isi", timezone).incident_on == date(2026, 3, day)


@pytest.mark.parametrize("error", ERRORS.values())
def test_only_what_surely_was_not_filed_is_filed_again(error: type[ChannelError]) -> None:
    after = rules.refused(_link(), error(), NOW)
    if error.retryable or error.blocks:
        assert (after.step, after.due_at) == (Step.DRAFT, NOW + timedelta(minutes=5))
        assert after.attempts == (0 if error.blocks else 1), "refused keys use up no try"
    else:
        expected = Step.NEEDS_PERSON if error.code == "outcome_unknown" else Step.FAILED
        assert (after.step, after.due_at) == (expected, None)


def test_the_waits_grow_to_an_hour_and_obey_the_register() -> None:
    waits = []
    link = _link()
    for _ in range(5):
        link = rules.refused(link, ChannelUnreachable(), NOW)
        assert link.due_at is not None
        waits.append((link.due_at - NOW).total_seconds() / 60)
    assert waits == [5, 30, 60, 60, 60]
    asked = rules.refused(_link(), ChannelThrottled(retry_after=7200.0), NOW)
    assert asked.due_at == NOW + timedelta(hours=2)


def test_who_died_in_the_middle_leaves_it_to_a_person() -> None:
    assert rules.abandoned(_link(), NOW).step is Step.NEEDS_PERSON


@pytest.mark.parametrize(
    ("code", "step", "status"),
    [
        ("in_process", Step.TRACKING, "in_process"),
        ("unknown", Step.TRACKING, "verified"),
        ("finished", Step.TRACKING, "finished"),
        ("archived", Step.TRACKING, "archived"),
        ("rejected", Step.TRACKING, "rejected"),
    ],
)
def test_a_status_moves_the_line_and_an_unknown_one_closes_nothing(
    code: str, step: Step, status: str
) -> None:
    link = rules.filed(_link(), Filed(remote_id="1", tracking_id="1"), NOW)
    after = rules.followed(
        rules.followed(link, RemoteStatus(code="verified"), NOW), RemoteStatus(code=code), NOW
    )
    assert (after.step, after.status) == (step, status)
    assert after.due_at is not None


@pytest.mark.parametrize("code", ["finished", "rejected", "archived"])
def test_what_ended_there_is_looked_at_for_fourteen_days_and_an_unknown_word_never_ends_it(code: str) -> None:
    link = rules.filed(_link(), Filed(remote_id="1", tracking_id="1"), NOW)
    ended = rules.followed(link, RemoteStatus(code=code), NOW)
    for day, read, step in (
        (13, code, Step.TRACKING),
        (15, "unknown", Step.TRACKING),
        (15, code, Step.FINISHED),
        (13, "in_process", Step.TRACKING),
    ):
        after = rules.followed(ended, RemoteStatus(code=read), NOW + timedelta(days=day))
        assert (after.step, after.due_at is None) == (step, step is Step.FINISHED), (day, read)
        assert after.status == (code if read == "unknown" else read)


def test_a_look_that_failed_is_repeated_within_the_hour() -> None:
    after = rules.not_reached(_link(Step.TRACKING, attempts=9), ChannelThrottled(retry_after=1e6), NOW)
    assert (after.step, after.due_at) == (Step.TRACKING, NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("code", "office_open", "hours"),
    [
        ("unverified", True, 3),
        ("unverified", False, 3),
        ("verified", True, 6),
        ("in_process", True, 6),
        ("in_process", False, 12),
        ("finished", True, 24),
        ("rejected", True, 24),
        ("archived", False, 24),
        ("on_hold", True, 12),
    ],
)
def test_how_often_a_case_is_looked_at(code: str, office_open: bool, hours: int) -> None:
    waits = set()
    for _ in range(60):
        after = rules.followed(
            _link(Step.TRACKING), RemoteStatus(code=code), NOW, PollPlan(), office_open=office_open
        )
        assert after.due_at is not None
        waits.add((after.due_at - NOW) / timedelta(hours=hours))
    assert 0.9 <= min(waits) < 0.97 and 1.03 < max(waits) <= 1.1, "spread by a tenth to both sides"


def test_what_stays_finished_for_fourteen_days_is_looked_at_no_more() -> None:
    link = rules.followed(_link(Step.TRACKING), RemoteStatus(code="finished"), NOW)
    later = rules.followed(link, RemoteStatus(code="finished"), NOW + timedelta(days=13, hours=23))
    assert (later.step, later.status_since) == (Step.TRACKING, NOW)
    assert rules.followed(later, RemoteStatus(code="finished"), NOW + timedelta(days=14)).due_at is None
    again = rules.followed(later, RemoteStatus(code="in_process"), NOW + timedelta(days=13))
    assert again.due_at is not None and again.status_since == NOW + timedelta(days=13)
