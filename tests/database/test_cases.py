"""Acts on a case: who may, what follows, and that it all happens or nothing does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.cases.work import working
from helpdesk.replies import service as replies
from helpdesk.surveys.service import rate
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from support.builders import an_opened_case
from support.world import World
from tenants.permissions.model import Actor, Permission, Role

_CASE = "SELECT * FROM cases WHERE tenant_id = $1"
_KINDS = "SELECT kind FROM case_event WHERE tenant_id = $1 ORDER BY at, id"
_FACTS = "SELECT kind FROM outbox WHERE tenant_id = $1 ORDER BY created_at, id"
_PROMISED = "clock.promised"
"""Stands in the history only: the log of what was promised."""

Act = Callable[[World, Actor, str], Awaitable[Any]]
_ACTS: dict[str, tuple[Permission, Act]] = {
    "see": (Permission.READ_CASES, lambda w, a, n: cases.see(a, n)),
    "verify": (Permission.WORK_CASES, lambda w, a, n: cases.verify(a, n, CaseKind.COMPLAINT, version=None)),
    "dispose": (
        Permission.DISPOSE,
        lambda w, a, n: cases.dispose(a, n, w.district.units["Sekretariat"], "x", version=None),
    ),
    "take": (Permission.WORK_CASES, lambda w, a, n: cases.take(a, n, version=None)),
    "correct": (Permission.WORK_CASES, lambda w, a, n: cases.correct(a, n, title="Judul", version=None)),
    "wait": (Permission.WORK_CASES, lambda w, a, n: cases.wait_for_contact(a, n, version=None)),
    "reply": (Permission.REPLY, lambda w, a, n: replies.reply(a, n, "Baik", w.book, version=None)),
    "note": (Permission.NOTE, lambda w, a, n: replies.note(a, n, "Catatan")),
    "resolve": (Permission.WORK_CASES, lambda w, a, n: cases.resolve(a, n, version=None)),
    "spam": (Permission.CLOSE, lambda w, a, n: cases.mark_spam(a, n, version=None)),
    "reject": (Permission.CLOSE, lambda w, a, n: cases.reject(a, n, version=None)),
    "close": (Permission.CLOSE, lambda w, a, n: cases.close(a, n, version=None)),
}


@pytest.mark.parametrize("name", _ACTS)
async def test_every_act_leaves_history_and_a_fact_together(world: World, name: str) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await _ACTS[name][1](world, dewi, number)
    history = [row["kind"] for row in await world.district.rows(_KINDS) if row["kind"] != _PROMISED]
    assert len(history) >= 2
    assert sorted(history) == sorted(row["kind"] for row in await world.district.rows(_FACTS))
    last = await world.district.rows(
        "SELECT DISTINCT actor_name, actor_id FROM case_event WHERE tenant_id = $1 AND kind <> 'case.opened'"
    )
    assert last == [{"actor_name": "Dewi Anjani", "actor_id": dewi.id}]


@pytest.mark.parametrize("name", _ACTS)
async def test_an_act_without_its_permission_is_refused_and_changes_nothing(world: World, name: str) -> None:
    permission, act = _ACTS[name]
    number = await an_opened_case(world)
    clerk = await world.staff(world.district, Role.SUPERVISOR)
    weak = Actor(**{**_fields(clerk), "permissions": clerk.permissions - {permission}})
    before = await world.district.rows(_CASE)
    with pytest.raises(Forbidden):
        await act(world, weak, number)
    assert await world.district.rows(_CASE) == before


def _fields(actor: Actor) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__struct_fields__}


@pytest.mark.parametrize("name", _ACTS)
async def test_another_offices_case_and_a_missing_case_are_the_same(world: World, name: str) -> None:
    number = await an_opened_case(world)
    stranger = await world.staff(world.neighbour, Role.SUPERVISOR)
    errors = []
    for written in (number, "BTG-0000-0000-0", "no number"):
        with pytest.raises(Missing) as refused:
            await _ACTS[name][1](world, stranger, written)
        errors.append((refused.value.code, dict(refused.value.details)))
    assert errors == [("case_missing", {})] * 3


async def test_of_two_officers_who_looked_at_the_same_version_one_is_told(world: World) -> None:
    dewi, rina = await world.staff(world.district), await world.staff(world.district)
    number = await an_opened_case(world)
    seen = await cases.see(dewi, number)
    outcomes = await asyncio.gather(
        cases.correct(dewi, number, title="Satu", version=seen.version),
        cases.correct(rina, number, title="Dua", version=seen.version),
        return_exceptions=True,
    )
    [stale] = [each for each in outcomes if isinstance(each, Stale)]
    assert stale.details["current"] == seen.version + 1
    assert (await world.district.row(_CASE))["version"] == seen.version + 1
    again = await cases.correct(rina, number, title="Dua", version=seen.version + 1)
    assert again.title == "Dua"


@pytest.mark.parametrize("table", ["clock", "case_event", "outbox", "delivery"])
async def test_a_fault_in_the_middle_of_an_act_leaves_nothing_of_it(world: World, table: str) -> None:
    """The fault is the database's own: the table refuses one more row of this office."""
    import asyncpg

    dewi, number = await world.staff(world.district), await an_opened_case(world)
    before = [await world.district.rows(sql) for sql in (_CASE, _KINDS, _FACTS)]
    owner = await asyncpg.connect(world.settings.owner_url)
    rule = f"CHECK (tenant_id <> {world.district.id}) NOT VALID"
    await owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT fault {rule}")
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await replies.reply(dewi, number, "Baik", world.book, version=None, then=replies.Then.RESOLVE)
    finally:
        await owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT fault")
        await owner.close()
    assert [await world.district.rows(sql) for sql in (_CASE, _KINDS, _FACTS)] == before
    assert (
        await world.district.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'out'")
        == 1
    )


async def test_an_officer_of_a_unit_sees_the_cases_of_that_unit_only(world: World) -> None:
    dewi = await world.staff(world.district)
    joko = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    mine, others, nobodys = [await an_opened_case(world) for _ in range(3)]
    await cases.dispose(dewi, mine, world.district.units["Puskesmas Batang I"], "Cek", version=None)
    await cases.dispose(dewi, others, world.district.units["Puskesmas Batang II"], "Cek", version=None)
    await replies.note(joko, mine, "Dokter cuti")
    for number in (others, nobodys):
        with pytest.raises(Missing):
            await replies.note(joko, number, "x")
        with pytest.raises(Missing):
            await cases.see(joko, number)
    with pytest.raises(Forbidden):
        await cases.close(joko, mine, version=None)


async def test_a_duplicate_names_an_original_of_the_same_office(world: World) -> None:
    dewi = await world.staff(world.district)
    first, second, third = [await an_opened_case(world) for _ in range(3)]
    foreign = await an_opened_case(world, world.neighbour)
    for wrong in (foreign, "nonsense"):
        with pytest.raises(Invalid):
            await cases.mark_duplicate(dewi, second, wrong, version=None)
    with pytest.raises(Conflict):
        await cases.mark_duplicate(dewi, second, second, version=None)
    closed = await cases.mark_duplicate(dewi, second, first, version=None)
    assert closed.duplicate_of is not None
    with pytest.raises(Conflict):
        await cases.mark_duplicate(dewi, third, second, version=None)


async def test_what_is_ended_must_be_reopened_first(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await cases.close(dewi, number, version=None)
    for name in (
        "verify",
        "dispose",
        "take",
        "correct",
        "wait",
        "reply",
        "resolve",
        "spam",
        "reject",
        "close",
    ):
        with pytest.raises(Conflict):
            await _ACTS[name][1](world, dewi, number)
    opened = await cases.reopen(dewi, number, version=None)
    assert (opened.state, opened.reopened, opened.closed_at) == ("in_progress", 1, None)
    with pytest.raises(Conflict):
        await cases.reopen(dewi, number, version=None)


async def test_a_unit_or_a_colleague_of_another_office_cannot_be_given_a_case(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    stranger = await world.staff(world.neighbour)
    with pytest.raises(Invalid):
        await cases.dispose(dewi, number, world.neighbour.units["Sekretariat"], "x", version=None)
    with pytest.raises(Invalid):
        await cases.assign(dewi, number, stranger.id, version=None)


async def test_an_answered_case_is_rated_and_one_at_work_is_not(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    with pytest.raises(Conflict):
        async with working(dewi, number, Permission.READ_CASES) as work:
            await rate(work, 5)
    await cases.resolve(dewi, number, version=None)
    for score, comment in ((2, ""), (4, "lumayan")):
        async with working(dewi, number, Permission.READ_CASES) as work:
            await rate(work, score, "partly", comment)
    kept = await world.district.row("SELECT score, solved, comment FROM rating WHERE tenant_id = $1")
    assert kept == {"score": 4, "solved": "partly", "comment": "lumayan"}
    assert (await world.district.row(_CASE))["rating"] == 4
