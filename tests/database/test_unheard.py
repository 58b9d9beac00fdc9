"""A citizen says nothing in the time they had: the officer who asked hears of it, and the history says so, once."""

from dataclasses import dataclass

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.watch import sweep
from helpdesk.escalation import naming
from support.colleagues import a_colleague
from support.consenting import says
from support.office_week import closed_around, open_day_and_night
from support.people import Person, a_person
from support.unit_desk import told, words_of
from support.world import World
from tenants.permissions.model import Actor, Role

_TOLD = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'consent.expired'"
_OVER = "warga tidak menjawab pertanyaan persetujuan dalam waktunya"


@dataclass
class Asked:
    """An officer with a telephone asked Siti whether the province may see who she is."""

    world: World
    dewi: Actor
    phone: str
    siti: Person

    async def later(self, days: float) -> None:
        await self.world.clock.forward(days=days)
        while await sweep(self.world.district.id):
            continue
        await self.world.work(self.world.district)

    async def ask(self) -> None:
        to = (self.world.province.slug,)
        await naming.ask_citizen(self.dewi, self.siti.number, to, self.world.book, version=None)
        await self.world.work(self.world.district)

    def heard(self, phone: str = "") -> list[str]:
        return [words_of(message) for message in told(self.world, phone or self.phone)]


@pytest.fixture
async def asked(world: World) -> Asked:
    dewi, phone = await a_colleague(world, role=Role.AGENT)
    await open_day_and_night(world.district)
    found = Asked(world, dewi, phone, await a_person(world))
    await found.ask()
    return found


async def test_who_asked_is_told_when_the_question_is_over_and_the_history_says_so_once(asked: Asked) -> None:
    await asked.later(6.9)
    assert asked.heard() == []
    await asked.world.district.change("UPDATE cases SET unread = false WHERE tenant_id = $1")
    await asked.later(0.2)
    [only] = [each for each in asked.heard() if _OVER in each]
    assert asked.siti.number in only
    assert await asked.world.district.value(_TOLD) == 1
    assert await asked.world.district.value("SELECT unread FROM cases WHERE tenant_id = $1")
    await asked.later(8)
    assert sum(_OVER in each for each in asked.heard()) == 1
    assert await asked.world.district.value(_TOLD) == 1


@pytest.mark.parametrize("answer", ["Ya", "Tidak"])
async def test_a_question_that_was_answered_expires_for_nobody(asked: Asked, answer: str) -> None:
    await says(asked.world, asked.siti, answer)
    await asked.later(8)
    assert not any(_OVER in each for each in asked.heard())
    assert await asked.world.district.value(_TOLD) == 0


async def test_a_case_that_ended_meanwhile_is_asked_about_no_more(asked: Asked) -> None:
    await cases.close(asked.dewi, asked.siti.number, version=None)
    await asked.later(8)
    assert asked.heard() == []
    assert await asked.world.district.value(_TOLD) == 0


async def test_a_second_question_has_a_time_of_its_own(asked: Asked) -> None:
    await asked.later(8)
    await asked.ask()
    await asked.later(6)
    assert await asked.world.district.value(_TOLD) == 1
    await asked.later(2)
    assert await asked.world.district.value(_TOLD) == 2
    assert sum(_OVER in each for each in asked.heard()) == 2


async def test_when_who_asked_has_left_whoever_holds_the_case_hears_it_else_the_supervisors(
    asked: Asked,
) -> None:
    world = asked.world
    _, above = await a_colleague(world, role=Role.SUPERVISOR)
    holder, desk = await a_colleague(world, role=Role.AGENT)
    await world.district.change(
        "UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", asked.dewi.id
    )
    await asked.later(8)
    assert any(_OVER in each for each in asked.heard(above))
    asked.dewi = await world.staff(world.district)
    await asked.ask()
    await world.district.change(
        "UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", asked.dewi.id
    )
    await cases.assign(holder, asked.siti.number, holder.id, version=None)
    await asked.later(8)
    assert any(_OVER in each for each in asked.heard(desk))
    assert sum(_OVER in each for each in asked.heard(above)) == 1


async def test_a_case_that_waited_in_vain_is_closed_and_who_asked_is_told(world: World) -> None:
    dewi, phone = await a_colleague(world, role=Role.AGENT)
    _, other = await a_colleague(world, role=Role.SUPERVISOR)
    await open_day_and_night(world.district)
    found = Asked(world, dewi, phone, await a_person(world))
    await cases.wait_for_contact(dewi, found.siti.number, version=None)
    await found.later(40)
    assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") == "closed"
    [only] = [each for each in found.heard() if "tidak membalas" in each]
    assert found.siti.number in only
    assert not any("tidak membalas" in each for each in found.heard(other))


async def test_nobody_is_called_at_home_about_it(world: World) -> None:
    dewi, phone = await a_colleague(world, role=Role.AGENT)
    await open_day_and_night(world.district)
    found, waited = Asked(world, dewi, phone, await a_person(world)), await a_person(world)
    await found.ask()
    await cases.wait_for_contact(dewi, waited.number, version=None)
    await closed_around(world.district, days=40)
    await found.later(40)
    assert (
        await world.district.value(
            "SELECT state FROM cases WHERE tenant_id = $1 AND number = $2", waited.number
        )
        == "closed"
    )
    assert found.heard() == []
    await found.later(2)
    assert sum(_OVER in each for each in found.heard()) == 1
    assert sum("tidak membalas" in each for each in found.heard()) == 1


async def test_who_closes_a_case_that_waits_knows_of_it(world: World) -> None:
    dewi, phone = await a_colleague(world, role=Role.AGENT)
    await open_day_and_night(world.district)
    found = Asked(world, dewi, phone, await a_person(world))
    await cases.wait_for_contact(dewi, found.siti.number, version=None)
    await cases.close(dewi, found.siti.number, version=None)
    await found.later(1)
    assert not any("tidak membalas" in each for each in found.heard())


async def test_that_a_citizen_says_no_more_after_an_answer_is_no_news(world: World) -> None:
    dewi, phone = await a_colleague(world, role=Role.AGENT)
    await open_day_and_night(world.district)
    found = Asked(world, dewi, phone, await a_person(world))
    await cases.resolve(dewi, found.siti.number, version=None)
    await found.later(60)
    assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") == "closed"
    assert not any("tidak membalas" in each for each in found.heard())
