"""When rounds begin and end in each zone, and what a round is at a moment."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from helpdesk.channels.model import ChannelKind
from helpdesk.rounds import rules
from helpdesk.rounds.model import (
    Counted,
    HandLine,
    Line,
    LineKind,
    News,
    Plan,
    Round,
    RoundState,
    Slot,
)
from helpdesk.rounds.planning import TypedLine, TypedPlan, checked, typed_of
from helpdesk.rounds.rules import BATANG
from kit.errors import Invalid
from kit.ids import uuid7

DAY = date(2026, 11, 23)
ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}


@pytest.mark.parametrize("zone", ZONES)
def test_three_rounds_of_eight_hours_fill_the_day_and_the_night(zone: str) -> None:
    slots = rules.slots_of(BATANG, zone, DAY, ())
    walls = [each.begins_at.astimezone(ZoneInfo(zone)).hour for each in slots]
    assert walls == [6, 14, 22]
    assert [each.place for each in slots] == [1, 2, 3]
    assert [each.ends_at - each.begins_at for each in slots] == [timedelta(hours=8)] * 3
    assert slots[2].ends_at.astimezone(ZoneInfo(zone)) == datetime(2026, 11, 24, 6, tzinfo=ZoneInfo(zone))
    assert slots[2].ends_at == rules.slots_of(BATANG, zone, DAY + timedelta(days=1), ())[0].begins_at
    assert slots[0].begins_at == datetime(2026, 11, 23, 6, tzinfo=UTC) - timedelta(hours=ZONES[zone])


@pytest.mark.parametrize("zone", ZONES)
def test_a_month_has_a_round_every_eight_hours_without_a_gap(zone: str) -> None:
    begin = datetime(2026, 11, 1, tzinfo=ZoneInfo(zone))
    until = datetime(2026, 12, 1, tzinfo=ZoneInfo(zone))
    slots = list(rules.slots_begun(BATANG, zone, begin, until, ()))
    assert len(slots) == 90
    assert all(earlier.ends_at == later.begins_at for earlier, later in itertools.pairwise(slots))
    assert {each.day.month for each in slots} == {11}


def test_nobody_has_a_round_of_a_whole_weekend() -> None:
    plan = replace(BATANG, weekdays=(0, 1, 2, 3, 4))
    friday = rules.slots_of(plan, "Asia/Jakarta", date(2026, 11, 27), ())
    assert friday[-1].ends_at - friday[-1].begins_at == timedelta(hours=8)
    assert rules.slots_of(plan, "Asia/Jakarta", date(2026, 11, 28), ()) == ()
    coming = rules.next_slot(plan, "Asia/Jakarta", friday[-1].begins_at, ())
    assert coming is not None
    assert coming.day == date(2026, 11, 30)


def test_national_days_are_skipped_only_where_the_office_wants_it() -> None:
    free = {DAY}
    assert len(rules.slots_of(BATANG, "Asia/Jakarta", DAY, free)) == 3
    assert rules.slots_of(replace(BATANG, skip_national=True), "Asia/Jakarta", DAY, free) == ()


def test_one_round_a_day_lasts_a_day() -> None:
    [slot] = rules.slots_of(Plan(starts=(8 * 60,)), "Asia/Jayapura", DAY, ())
    assert slot.ends_at - slot.begins_at == timedelta(days=1)


def test_a_plan_without_days_has_no_next_round() -> None:
    plan = replace(BATANG, skip_national=True)
    free = {DAY + timedelta(days=number) for number in range(-1, 70)}
    assert rules.next_slot(plan, "Asia/Jakarta", datetime(2026, 11, 23, tzinfo=UTC), free) is None


@pytest.mark.parametrize(("hour", "taken"), [(8, True), (12, True), (13, False)])
def test_a_new_plan_takes_up_the_running_round_while_its_reminders_lie_ahead(
    hour: int, *, taken: bool
) -> None:
    now = datetime(2026, 11, 23, hour, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    since = rules.first_since(BATANG, "Asia/Jakarta", now, ())
    begun = list(rules.slots_begun(BATANG, "Asia/Jakarta", since, now, ()))
    assert [each.place for each in begun] == ([1] if taken else [])


def _round(**facts: object) -> Round:
    begins = datetime(2026, 11, 23, 7, tzinfo=UTC)
    fields = {
        "id": uuid7(),
        "day": DAY,
        "place": 2,
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=8),
    }
    return Round(**(fields | facts))  # type: ignore[arg-type]


BEGIN = datetime(2026, 11, 23, 7, tzinfo=UTC)
END = BEGIN + timedelta(hours=8)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        ({}, BEGIN - SECOND, RoundState.COMING),
        ({}, BEGIN, RoundState.RUNNING),
        ({}, END - SECOND, RoundState.RUNNING),
        ({}, END, RoundState.MISSED),
        ({"missed_at": END}, END + SECOND, RoundState.MISSED),
        ({"finished_at": END - SECOND}, END, RoundState.FINISHED),
        ({"finished_at": END}, END, RoundState.FINISHED_LATE),
        ({"missed_at": END, "finished_at": END + SECOND}, END, RoundState.FINISHED_LATE),
        ({"missed_at": END, "excused_at": END}, END + SECOND, RoundState.EXCUSED),
        ({"finished_at": END, "signed_at": END}, END + SECOND, RoundState.SIGNED),
    ],
)
def test_what_a_round_is_follows_from_its_times(
    facts: dict[str, object], now: datetime, state: RoundState
) -> None:
    assert rules.state_of(_round(**facts), now) is state


def test_a_signature_says_nothing_of_whether_it_was_in_time() -> None:
    look = _round(finished_at=END, signed_at=END)
    assert rules.plain_state(look, END) is RoundState.FINISHED_LATE


@pytest.mark.parametrize(
    ("facts", "now", "may"),
    [
        ({}, BEGIN - SECOND, False),
        ({}, BEGIN, True),
        ({}, END + timedelta(hours=8) - SECOND, True),
        ({}, END + timedelta(hours=8), False),
        ({"finished_at": BEGIN}, BEGIN + SECOND, False),
        ({"excused_at": END}, END + SECOND, False),
    ],
)
def test_a_round_can_be_finished_late_for_as_long_again_as_it_lasted(
    facts: dict[str, object], now: datetime, *, may: bool
) -> None:
    assert rules.may_be_worked_on(_round(**facts), now) is may


def test_reminders_that_are_over_when_a_round_is_made_are_not_told() -> None:
    slot = Slot(day=DAY, place=2, begins_at=BEGIN, ends_at=END)
    assert rules.reminders_ahead(BATANG, slot, BEGIN) == (60, 15)
    assert rules.reminders_ahead(BATANG, slot, END - timedelta(minutes=30)) == (15,)
    assert rules.reminders_ahead(BATANG, slot, END) == ()
    assert rules.reminders_left(_round(reminders=(60, 15)), END - timedelta(minutes=60)) == (15,)


def test_a_case_waits_at_the_line_of_its_account_else_at_the_first_of_its_channel() -> None:
    own, look = uuid7(), uuid7()
    first = Line(
        id=uuid7(),
        round_id=look,
        place=1,
        kind=LineKind.ACCOUNT,
        channel=ChannelKind.WHATSAPP,
        account_id=own,
    )
    second = Line(
        id=uuid7(),
        round_id=look,
        place=2,
        kind=LineKind.ACCOUNT,
        channel=ChannelKind.WHATSAPP,
        account_id=uuid7(),
    )
    hand = Line(
        id=uuid7(), round_id=look, place=3, kind=LineKind.HAND, channel=ChannelKind.COUNTER, name="Loket"
    )

    def some(channel: str, account: object, fresh: int) -> Counted:
        return Counted(channel=channel, account_id=account, fresh=fresh, answered=0, older=0)  # type: ignore[arg-type]

    news, elsewhere = rules.news_of(
        [first, second, hand],
        [
            some("whatsapp", second.account_id, 2),
            some("whatsapp", None, 1),
            some("counter", None, 4),
            some("sms", None, 5),
        ],
    )
    assert news == {first.id: News(fresh=1), second.id: News(fresh=2), hand.id: News(fresh=4)}
    assert elsewhere == 5


def test_what_only_a_person_can_look_at_is_never_known_to_be_quiet() -> None:
    hand = Line(id=uuid7(), round_id=uuid7(), place=1, kind=LineKind.HAND, channel=ChannelKind.COUNTER)
    late = replace(hand, kind=LineKind.LATE, channel=None)
    assert not rules.is_quiet(hand, {}, 0, 0)
    assert rules.is_quiet(late, {}, 3, 0)
    assert not rules.is_quiet(late, {}, 0, 3)


def test_rounds_are_counted_as_the_field_does() -> None:
    assert [rules.roman(number) for number in (1, 3, 4, 9, 12)] == ["I", "III", "IV", "IX", "XII"]


def test_what_is_typed_becomes_a_plan_and_a_plan_what_was_typed() -> None:
    typed = TypedPlan(
        starts="14:00, 6.00 22.00",
        weekdays=("6", "0", "0"),
        reminders="15, 60",
        lines=(
            TypedLine(name="Loket", channel="counter", order="2"),
            TypedLine(name="  ", channel="sms"),
            TypedLine(name=" Instagram  resmi ", channel="social_media", order="1"),
        ),
    )
    plan = checked(typed)
    assert plan.starts == BATANG.starts
    assert (plan.weekdays, plan.reminders) == ((0, 6), (60, 15))
    assert plan.hand == (
        HandLine("Instagram resmi", ChannelKind.SOCIAL_MEDIA),
        HandLine("Loket", ChannelKind.COUNTER),
    )
    assert checked(typed_of(plan)) == plan


GOOD = TypedPlan(starts="06.00, 14.00, 22.00", weekdays=("0",), reminders="60, 15")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"starts": ""}, "starts", "required"),
        ({"starts": "24.00"}, "starts", "malformed"),
        ({"starts": "pagi"}, "starts", "malformed"),
        ({"starts": "٠٦.٠٠"}, "starts", "malformed"),
        ({"starts": "06.00, 06.30"}, "starts", "too_near"),
        ({"starts": "00.00, 23.30"}, "starts", "too_near"),
        ({"starts": ", ".join(f"{hour}.00" for hour in range(13))}, "starts", "too_many"),
        ({"weekdays": ()}, "weekdays", "required"),
        ({"weekdays": ("7", "x", "01")}, "weekdays", "required"),
        ({"reminders": "-5"}, "reminders", "malformed"),
        ({"reminders": "٥"}, "reminders", "malformed"),
        ({"reminders": "0"}, "reminders", "too_long"),
        ({"reminders": "480"}, "reminders", "too_long"),
        ({"reminders": "1, 2, 3, 4, 5"}, "reminders", "too_many"),
        ({"lines": (TypedLine(name="A", channel="whatsapp"),)}, "lines", "unknown"),
        ({"lines": (TypedLine(name="x" * 61, channel="sms"),)}, "lines", "too_long"),
        (
            {"lines": (TypedLine(name="IG", channel="sms"), TypedLine(name="ig ", channel="sms"))},
            "lines",
            "taken",
        ),
        ({"lines": tuple(TypedLine(name=f"{n}", channel="sms") for n in range(21))}, "lines", "too_many"),
    ],
)
def test_what_is_wrong_with_a_typed_plan_is_told_by_its_field(
    changed: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(GOOD, **changed))
    assert refused.value.details["fields"] == {field: code}


def test_one_round_a_day_may_begin_at_midnight() -> None:
    assert checked(replace(GOOD, starts="0.00")).starts == (0,)
