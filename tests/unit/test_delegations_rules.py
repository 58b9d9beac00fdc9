"""When a delegation holds, what may be asked for, and what one office learns of the other's word."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from kit.errors import Conflict, Invalid
from tenants.delegations import rules
from tenants.delegations.model import Delegation, Ender, Side, State, Typed
from tenants.permissions.model import GUEST_ROLES, Permission, Role
from tenants.permissions.rules import GUESTS_NEVER, permissions_of, permissions_of_guest

NOW = datetime(2026, 11, 24, 9, 30, 40, tzinfo=UTC)  # 16.30.40 WIB
UNIT = UUID(int=7)
UNITS = {UNIT: "Sekretariat"}
ASKED = Delegation(
    id=UUID(int=1),
    side=Side.HOME,
    other_id=2,
    email="lestari@kemkes.example",
    role=Role.AGENT,
    reason="Jaga malam",
    begins_at=NOW + timedelta(hours=2),
    ends_at=NOW + timedelta(hours=10),
    asked_at=NOW,
)
AGREED = replace(ASKED, guest_at=NOW, office_at=NOW)
FORM = Typed(
    home="kemenkes",
    email=" Lestari@Kemkes.example ",
    role="agent",
    reason="  Jaga   malam ",
    begins_day="2026-11-24",
    begins_time="16:30",
    ends_day="2026-11-25",
    ends_time="00:30",
)


def at(**by: float) -> datetime:
    return NOW + timedelta(**by)


@pytest.mark.parametrize(
    ("delegation", "now", "state"),
    [
        (ASKED, NOW, State.ASKED),
        (replace(ASKED, guest_at=NOW), NOW, State.ASKED),
        (replace(ASKED, office_at=NOW), NOW, State.ASKED),
        (AGREED, NOW, State.AGREED),
        (AGREED, at(hours=2), State.ACTIVE),
        (AGREED, at(hours=10) - timedelta(microseconds=1), State.ACTIVE),
        (AGREED, at(hours=10), State.OVER),
        (ASKED, at(hours=10), State.LAPSED),
        (rules.close(ASKED, Ender.HOST, NOW), NOW, State.WITHDRAWN),
        (rules.close(ASKED, Ender.GUEST, NOW), NOW, State.REFUSED),
        (rules.close(ASKED, Ender.HOME, NOW), NOW, State.REFUSED),
        (rules.close(AGREED, Ender.HOST, NOW), at(hours=3), State.ENDED),
        (rules.close(AGREED, Ender.HOME, NOW), at(hours=30), State.ENDED),
    ],
)
def test_how_it_stands_follows_from_its_moments(delegation: Delegation, now: datetime, state: State) -> None:
    assert rules.state_of(delegation, now) is state


def test_it_needs_the_word_of_the_guest_and_of_the_office() -> None:
    one = rules.accept(ASKED, Ender.GUEST, NOW)
    assert not rules.is_agreed(one)
    both = rules.accept(one, Ender.HOME, at(minutes=5))
    assert rules.is_agreed(both)
    assert rules.accept(both, Ender.GUEST, at(minutes=9)) == both, "twice is once"


@pytest.mark.parametrize(
    "delegation", [rules.close(AGREED, Ender.HOST, NOW), rules.close(ASKED, Ender.GUEST, NOW)]
)
def test_what_is_over_is_neither_accepted_nor_ended_again(delegation: Delegation) -> None:
    with pytest.raises(Conflict):
        rules.accept(delegation, Ender.HOME, NOW)
    with pytest.raises(Conflict):
        rules.close(delegation, Ender.HOME, NOW)
    with pytest.raises(Conflict):
        rules.accept(ASKED, Ender.GUEST, at(hours=11))


def test_a_form_is_read_in_the_office_s_zone() -> None:
    asked = rules.read(FORM, UNITS, "Asia/Jakarta", NOW)
    assert (asked.email, asked.reason) == ("lestari@kemkes.example", "Jaga malam")
    assert asked.begins_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "this very minute is not the past"
    assert asked.ends_at - asked.begins_at == timedelta(hours=8)
    jayapura = rules.read(replace(FORM, begins_time="18:31", ends_time="02:00"), UNITS, "Asia/Jayapura", NOW)
    assert jayapura.begins_at == datetime(2026, 11, 24, 9, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"begins_time": "16:29"}, {"begins_day": "past"}),
        ({"begins_day": "2027-03-01", "ends_day": "2027-03-02"}, {"begins_day": "too_far"}),
        ({"ends_day": "2026-11-24", "ends_time": "16:30"}, {"ends_day": "before"}),
        ({"ends_day": "2026-12-24", "ends_time": "16:31"}, {"ends_day": "too_long"}),
        ({"begins_day": "besok"}, {"begins_day": "malformed"}),
        ({"ends_time": "25:00"}, {"ends_day": "malformed"}),
        ({"email": "lestari"}, {"email": "missing"}),
        ({"reason": "  "}, {"reason": "missing"}),
        ({"reason": "x" * 301}, {"reason": "too_long"}),
        ({"role": "administrator"}, {"role": "unknown"}),
        ({"role": "head"}, {"role": "unknown"}),
        ({"role": "integrator"}, {"role": "unknown"}),
        ({"role": "unit_officer"}, {"units": "required"}),
        ({"units": ("elsewhere",)}, {"units": "unknown"}),
    ],
)
def test_what_may_not_be_asked_for_is_said_by_field(
    changes: dict[str, object], wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        rules.read(replace(FORM, **changes), UNITS, "Asia/Jakarta", NOW)
    assert refused.value.details["fields"] == wrong


def test_thirty_days_to_the_minute_may_be_asked_for() -> None:
    month = replace(FORM, ends_day="2026-12-24", ends_time="16:30")
    assert rules.read(month, UNITS, "Asia/Jakarta", NOW).ends_at == at(days=30).replace(second=0)
    unit = rules.read(replace(FORM, role="unit_officer", units=(str(UNIT),)), UNITS, "Asia/Jakarta", NOW)
    assert (unit.unit_ids, unit.units) == ((UNIT,), ("Sekretariat",))


def test_a_host_learns_the_word_of_the_other_office_and_keeps_its_own() -> None:
    host = replace(ASKED, side=Side.HOST)
    assert rules.begins_now(rules.told(host, AGREED), host)
    ended = rules.close(host, Ender.HOST, NOW)
    known = rules.told(ended, rules.close(AGREED, Ender.HOME, at(hours=1)))
    assert (known.closed_at, known.closed_by) == (NOW, Ender.HOST)
    assert not rules.begins_now(rules.told(ended, AGREED), ended), "it was taken back before they agreed"


def test_an_office_s_own_row_takes_no_yes_from_the_host() -> None:
    lying = replace(AGREED, side=Side.HOST)
    assert rules.told(ASKED, lying) == ASKED
    assert rules.told(ASKED, rules.close(lying, Ender.HOST, NOW)).closed_by is Ender.HOST


@pytest.mark.parametrize("role", list(Role))
def test_a_guest_may_what_the_role_may_at_the_desk_and_nothing_of_the_office(role: Role) -> None:
    allowed = permissions_of_guest([role.value])
    assert allowed <= permissions_of([role.value])
    assert not allowed & GUESTS_NEVER
    assert bool(allowed) is (role in GUEST_ROLES)
    assert permissions_of_guest([role.value, Role.ADMINISTRATOR.value]) == allowed
    assert Permission.MANAGE_OFFICE in GUESTS_NEVER
