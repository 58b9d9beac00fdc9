"""Several units on one case: one leads, others help or know, each with a state of its own."""

import asyncpg
import pytest

from helpdesk.cases import history, path, store
from helpdesk.cases import service as cases
from helpdesk.cases.disposing import give_back
from helpdesk.cases.legs import Holder, legs, shares
from helpdesk.cases.model import PartRole, PartState
from helpdesk.cases.work import work_on
from helpdesk.events import CaseReturned
from helpdesk.sla import service as sla
from helpdesk.sla.model import ClockState, TargetKind
from helpdesk.unit_links.answering import Words
from helpdesk.unit_links.entering import unit_actor
from helpdesk.unit_links.hearing import take_reply
from helpdesk.unit_links.model import CameBy
from kit.errors import Conflict, Invalid
from support.builders import a_message, an_opened_case
from support.unit_desk import UNIT, external_id_of, registered, told, words_of
from support.world import World
from tenants.doors import tenant_scope

HELPER, COPY = "Puskesmas Batang II", "Sekretariat"


class Together:
    """A case with a unit that leads, one that helps, and one that has a copy."""

    def __init__(self, world: World) -> None:
        self.world, self.place = world, world.district
        self.units = world.district.units

    async def begin(self) -> "Together":
        self.lead = await registered(self.world, UNIT)
        self.helper = await registered(self.world, HELPER)
        self.copy = await registered(self.world, COPY)
        self.number = await an_opened_case(self.world, text="Antrean gigi penuh")
        self.case_id = await self.place.value(
            "SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", self.number
        )
        self.agent = await self.world.staff(self.place)
        await cases.dispose(
            self.agent,
            self.number,
            self.units[UNIT],
            "Bersama-sama",
            version=None,
            helpers=[self.units[HELPER]],
            copies=[self.units[COPY]],
        )
        await self.world.work(self.place)
        return self

    async def states(self) -> dict[str, tuple[str, str]]:
        rows = await self.place.rows(
            "SELECT u.name, d.role, d.state FROM disposition d JOIN unit u ON u.tenant_id = d.tenant_id"
            " AND u.id = d.unit_id WHERE d.tenant_id = $1 AND d.case_id = $2",
            self.case_id,
        )
        return {row["name"]: (row["role"], row["state"]) for row in rows}

    async def reply(self, unit: str, phone: str, text: str = "Sudah kami periksa") -> None:
        quoted = await external_id_of(self.place, self.units[unit])
        await self.world.arrive(self.place, a_message(phone, text, reply_to=quoted))
        await self.world.work(self.place)

    async def disposition_state(self) -> ClockState:
        async with tenant_scope(self.place.id, read_only=True) as scope:
            return (await sla.clocks_of(scope, self.case_id))[TargetKind.DISPOSITION].state


@pytest.fixture
async def together(world: World) -> Together:
    return await Together(world).begin()


async def test_each_is_told_by_its_own_number_and_has_its_own_state(together: Together) -> None:
    for phone in (together.lead, together.helper, together.copy):
        assert together.number in words_of(told(together.world, phone)[-1])
    assert await together.states() == {
        UNIT: ("lead", "open"),
        HELPER: ("helper", "open"),
        COPY: ("copy", "open"),
    }


async def test_a_helpers_answer_changes_its_own_state_only(together: Together) -> None:
    await together.reply(HELPER, together.helper)
    assert await together.states() == {
        UNIT: ("lead", "open"),
        HELPER: ("helper", "answered"),
        COPY: ("copy", "open"),
    }
    assert await together.disposition_state() is ClockState.RUNNING
    await together.reply(UNIT, together.lead)
    assert await together.disposition_state() is ClockState.MET


async def test_who_has_a_copy_answers_nothing(together: Together) -> None:
    await together.reply(COPY, together.copy)
    assert (await together.states())[COPY] == ("copy", "open")
    assert await together.place.value("SELECT count(*) FROM unit_answer WHERE tenant_id = $1") == 0


async def test_another_lead_ends_the_first_and_leaves_who_helps(together: Together) -> None:
    await cases.dispose(
        together.agent, together.number, together.units[HELPER], "Sekarang Anda", version=None
    )
    assert await together.place.rows(
        "SELECT role, count(*) AS many FROM disposition WHERE tenant_id = $1 AND state IN ('open', 'answered')"
        " GROUP BY role ORDER BY role"
    ) == [{"role": "copy", "many": 1}, {"role": "lead", "many": 1}]
    async with tenant_scope(together.place.id, read_only=True) as scope:
        part = await path.part_of(scope, together.case_id, together.units[HELPER])
    assert part is not None
    assert part.role is PartRole.LEAD


async def test_the_database_itself_holds_exactly_one_lead(together: Together) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await together.place.change(
            "UPDATE disposition SET role = 'lead' WHERE tenant_id = $1 AND role = 'helper'"
        )


async def test_a_unit_that_helps_is_let_go_and_the_one_that_leads_is_not(together: Together) -> None:
    await cases.let_unit_go(together.agent, together.number, together.units[HELPER], version=None)
    assert (await together.states())[HELPER] == ("helper", "ended")
    await together.reply(HELPER, together.helper)
    assert await together.place.value("SELECT count(*) FROM unit_answer WHERE tenant_id = $1") == 0
    with pytest.raises(Conflict):
        await cases.let_unit_go(together.agent, together.number, together.units[UNIT], version=None)


async def test_a_unit_without_number_or_mailbox_cannot_help(world: World) -> None:
    number = await an_opened_case(world)
    agent = await world.staff(world.district)
    with pytest.raises(Invalid) as refused:
        await cases.dispose(
            agent,
            number,
            world.district.units[UNIT],
            "",
            version=None,
            helpers=[world.district.units[HELPER]],
        )
    assert refused.value.details["fields"] == {"helpers": "not_reachable"}
    assert await world.district.value("SELECT count(*) FROM disposition WHERE tenant_id = $1") == 0


async def test_the_time_of_desk_and_units_adds_up_when_a_case_is_returned(together: Together) -> None:
    place, clock = together.place, together.world.clock
    await clock.forward(hours=3)
    async with tenant_scope(place.id) as scope:
        words = Words(text="Dicek", came_by=CameBy.LINK)
        assert await take_reply(scope, together.units[UNIT], together.case_id, words)
    await clock.forward(hours=2)
    async with tenant_scope(place.id) as scope:
        case = await store.load(scope, together.case_id)
        actor = unit_actor(scope, together.units[UNIT], UNIT)
        async with work_on(scope, actor, case) as work:
            work.apply(give_back(work.case, together.units[UNIT], work.now))
            [lead] = [each for each in await path.parts(scope, case.id) if each.role is PartRole.LEAD]
            await path.set_state(scope, lead.id, PartState.RETURNED)
    await clock.forward(hours=1)
    async with tenant_scope(place.id, read_only=True) as scope:
        facts = await history.facts_of_time(scope, together.case_id)
        case = await store.load(scope, together.case_id, hold=False)
        found = shares(legs(facts, case.opened_at), scope.now)
        whole = scope.now - case.opened_at
    assert any(isinstance(fact, CaseReturned) for fact in facts)
    assert sum((share.time for share in found), whole - whole) == whole
    held = {share.holder: round(share.time.total_seconds() / 3600) for share in found}
    assert held == {Holder.DESK: 1, Holder.UNIT: 5}
