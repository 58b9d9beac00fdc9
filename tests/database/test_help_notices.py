"""A unit that helps or has a copy: its officers hear when it is asked, asked anew, reminded, and needed no more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.cases import joining
from helpdesk.cases import service as cases
from helpdesk.cases.model import PartRole
from helpdesk.channels.model import OutboundMessage
from helpdesk.notifications.service import opening
from helpdesk.unit_links import at_desk
from kit.errors import Conflict, Gone, Invalid
from kit.ids import uuid7
from support.builders import a_message, an_opened_case
from support.colleagues import a_colleague
from support.office_week import closed_around, closed_until_tomorrow, open_day_and_night
from support.unit_desk import UNIT, registered, told, words_of
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

HELPER, COPY = "Puskesmas Batang II", "Sekretariat"


@dataclass
class Help:
    """A case that one unit leads; an officer of the unit that helps, and of the one that has a copy."""

    world: World
    agent: Actor
    officer: Actor
    phone: str
    copy_phone: str
    number: str

    def unit(self, name: str) -> UUID:
        return self.world.district.units[name]

    async def join(self, unit: str = HELPER, role: PartRole = PartRole.HELPER, **more: Any) -> None:
        wanted = {"instruction": "Periksa stok", "version": None, **more}
        await joining.join(self.agent, self.number, [self.unit(unit)], role, **wanted)

    async def instruct(self, instruction: str, role: PartRole = PartRole.HELPER, **more: Any) -> None:
        wanted = {"version": None, **more}
        await joining.instruct(self.agent, self.number, self.unit(HELPER), role, instruction, **wanted)

    async def let_go(self) -> None:
        await cases.let_unit_go(self.agent, self.number, self.unit(HELPER), version=None)

    async def answer(self) -> None:
        await at_desk.answer(
            self.officer, self.number, self.unit(HELPER), "Stok ada", version=None, answer_id=uuid7()
        )

    async def later(self, **time: float) -> None:
        await self.world.clock.forward(**time)
        await self.world.work(self.world.district)

    async def work(self) -> None:
        await self.world.work(self.world.district)

    async def in_days(self, days: float) -> Any:
        async with tenant_scope(self.world.district.id, read_only=True) as scope:
            return scope.now + timedelta(days=days)

    def heard(self, phone: str = "") -> list[str]:
        return [words_of(message) for message in self.messages(phone)]

    def messages(self, phone: str = "") -> list[OutboundMessage]:
        return told(self.world, phone or self.phone)


@pytest.fixture
async def help_(world: World) -> Help:
    await open_day_and_night(world.district)
    agent = await world.staff(world.district)
    officer, phone = await a_colleague(world, HELPER)
    _, copy_phone = await a_colleague(world, COPY)
    number = await an_opened_case(world, text="Antrean gigi penuh, saya Siti di Jalan Mawar 7")
    await cases.dispose(agent, number, world.district.units[UNIT], "Periksa", version=None)
    await world.work(world.district)
    return Help(world, agent, officer, phone, copy_phone, number)


async def test_who_helps_and_who_has_a_copy_hear_each_in_their_words(help_: Help) -> None:
    await help_.join()
    await help_.join(COPY, PartRole.COPY)
    await help_.work()
    [asked], [copy] = help_.messages(), help_.messages(help_.copy_phone)
    assert asked.template is not None
    assert copy.template is not None
    assert (asked.template.name, copy.template.name) == ("unit_help", "case_news")
    assert asked.template.variables[:3] == (help_.number, "Pengaduan", f"{HELPER} diminta membantu")
    assert copy.template.variables[2] == f"{COPY} mendapat tembusan untuk diketahui"
    for word in ("Siti", "Mawar", "Antrean", "stok"):
        assert word not in words_of(asked) + words_of(copy)


async def test_the_link_lets_the_helper_in_as_long_as_it_helps(help_: Help) -> None:
    await help_.join()
    await help_.work()
    ticket = help_.world.links.read(help_.heard()[0].split("/notice/")[1].split()[0].rstrip("."))
    assert ticket is not None
    assert (await opening(ticket)).number == help_.number
    await help_.world.arrive(help_.world.district, a_message(help_.phone, "baik"))
    await help_.work()
    assert "/notice/" in help_.heard()[-1], "what they write back leads them there, too"
    await help_.let_go()
    with pytest.raises(Gone):
        await opening(ticket)


async def test_another_instruction_is_told_once_more_and_the_same_one_is_not(help_: Help) -> None:
    await help_.join()
    await help_.work()
    await help_.instruct("Periksa stok")
    await help_.work()
    assert len(help_.messages()) == 1
    await help_.answer()
    await help_.instruct("Hitung juga yang kedaluwarsa")
    await help_.work()
    assert len(help_.messages()) == 2
    assert f"permintaan bantuan kepada {HELPER} berubah" in help_.heard()[-1]
    part = await help_.world.district.row(
        "SELECT state, instruction FROM disposition WHERE tenant_id = $1 AND role = 'helper'"
    )
    assert part == {"state": "open", "instruction": "Hitung juga yang kedaluwarsa"}


async def test_several_changes_before_anybody_is_told_are_one_message(help_: Help) -> None:
    await help_.join()
    await help_.instruct("Hitung juga yang kedaluwarsa")
    await help_.work()
    [only] = help_.heard()
    assert "diminta membantu" in only


async def test_the_unit_itself_hears_of_another_instruction_by_its_own_number(help_: Help) -> None:
    number = await registered(help_.world, HELPER)
    await help_.join()
    await help_.work()
    await help_.instruct("Hitung juga yang kedaluwarsa")
    await help_.work()
    first, second = told(help_.world, number)
    assert "Periksa stok" in words_of(first)
    assert "kedaluwarsa" in words_of(second)


async def test_a_copy_that_is_asked_to_help_is_a_helper_from_then_on(help_: Help) -> None:
    await help_.join(role=PartRole.COPY)
    await help_.work()
    await help_.instruct("Tolong bantu", PartRole.HELPER)
    await help_.work()
    assert help_.messages()[-1].template.name == "unit_help"  # type: ignore[union-attr]
    await help_.answer()


async def test_only_who_was_told_hears_that_the_help_is_over(help_: Help) -> None:
    await help_.join()
    await help_.let_go()
    await help_.work()
    assert help_.heard() == []
    await help_.join()
    await help_.work()
    await help_.let_go()
    await help_.work()
    assert len(help_.messages()) == 2
    assert f"{HELPER} tidak perlu membantu lagi" in help_.heard()[-1]
    assert "/notice/" not in help_.heard()[-1], "the case opens for them no more"


@pytest.mark.parametrize("how", ["close", "reject", "mark_spam"])
async def test_the_end_of_the_case_ends_the_help_that_is_owed(help_: Help, how: str) -> None:
    await help_.join()
    await help_.work()
    await getattr(cases, how)(help_.agent, help_.number, version=None)
    await help_.work()
    assert "tidak perlu membantu lagi" in help_.heard()[-1]


async def test_who_has_answered_or_gave_back_hears_nothing_of_the_end(help_: Help) -> None:
    await help_.join()
    await help_.work()
    await help_.answer()
    await cases.close(help_.agent, help_.number, version=None)
    await help_.work()
    assert len(help_.messages()) == 1
    assert help_.messages(help_.copy_phone) == []


async def test_the_unit_that_led_hears_that_another_one_leads(help_: Help) -> None:
    _, phone = await a_colleague(help_.world)
    number = await an_opened_case(help_.world)
    for unit in (UNIT, HELPER):
        await cases.dispose(help_.agent, number, help_.unit(unit), "", version=None)
        await help_.work()
    [came, went] = help_.heard(phone)
    assert number in came
    assert f"kasus ini tidak ditangani {UNIT} lagi" in went
    assert len(help_.heard()) == 1, "and who leads now only that it came"


async def test_while_the_unit_is_closed_its_officers_are_left_alone_until_it_opens(help_: Help) -> None:
    await closed_until_tomorrow(help_.world.district)
    await help_.join()
    await help_.instruct("Hitung juga yang kedaluwarsa")
    await help_.work()
    assert help_.heard() == []
    await help_.later(days=3)
    [only] = help_.heard()
    assert "diminta membantu" in only
    await help_.later(days=1)
    assert len(help_.heard()) == 1


async def test_what_came_and_went_while_it_was_closed_is_never_told(help_: Help) -> None:
    await closed_until_tomorrow(help_.world.district)
    await help_.join()
    await help_.work()
    await help_.let_go()
    await help_.work()
    await help_.later(days=3)
    assert help_.heard() == []


async def test_a_helper_is_reminded_before_its_time_is_over_and_after(help_: Help) -> None:
    holder, desk = await a_colleague(help_.world, role=Role.AGENT)
    await cases.assign(help_.agent, help_.number, holder.id, version=None)
    await help_.work()
    await help_.join(due_at=await help_.in_days(10))
    await help_.work()
    before = len(help_.heard()), len(help_.heard(desk))
    await help_.later(days=7)
    assert len(help_.heard()) == before[0]
    await help_.later(days=1.1)
    near = help_.heard()[before[0] :]
    assert len(near) == 1
    assert f"{help_.number} – Bantuan unit, tenggat" in near[0]
    await help_.later(days=2)
    late = help_.heard()[before[0] + 1 :]
    assert len(late) == 1
    assert "Bantuan unit, lewat sejak" in late[0]
    assert any("Bantuan unit" in each for each in help_.heard(desk)), "who holds the case hears it as well"
    await help_.later(days=9)
    assert len(help_.heard()) == before[0] + 2, "each stage once"


async def test_who_answers_before_the_unit_opens_is_not_reminded_then(help_: Help) -> None:
    await help_.join(due_at=await help_.in_days(10))
    await help_.work()
    await closed_around(help_.world.district, days=8)
    await help_.later(days=8.1)
    assert not any("Bantuan unit" in each for each in help_.heard()), "its officers are at home"
    await help_.answer()
    await help_.later(days=3)
    assert not any("Bantuan unit" in each for each in help_.heard())


@pytest.mark.parametrize("why", ["answered", "let go", "closed", "a copy"])
async def test_who_owes_nothing_is_not_reminded(help_: Help, why: str) -> None:
    await help_.join(due_at=await help_.in_days(10))
    if why == "answered":
        await help_.answer()
    elif why == "let go":
        await help_.let_go()
    elif why == "closed":
        await cases.close(help_.agent, help_.number, version=None)
    else:
        await help_.instruct("Untuk diketahui", PartRole.COPY)
    await help_.later(days=20)
    assert not any("Bantuan unit" in each for each in help_.heard())


async def test_another_time_moves_the_reminder(help_: Help) -> None:
    await help_.join(due_at=await help_.in_days(10))
    await help_.instruct("Periksa stok", due_at=await help_.in_days(40))
    await help_.later(days=15)
    assert not any("Bantuan unit" in each for each in help_.heard())
    await help_.later(days=20)
    assert sum("Bantuan unit" in each for each in help_.heard()) == 1


async def test_what_cannot_be_asked_of_a_unit_is_refused(help_: Help) -> None:
    with pytest.raises(Conflict, match="not_with_this_unit"):
        await help_.instruct("Belum ikut")
    await help_.join()
    with pytest.raises(Invalid) as past:
        await help_.instruct("Sudah lewat", due_at=await help_.in_days(-1))
    assert past.value.details["fields"] == {"due_at": "in_the_past"}
    with pytest.raises(Conflict, match="not_with_this_unit"):
        await joining.instruct(
            help_.agent, help_.number, help_.unit(UNIT), PartRole.HELPER, "Yang memimpin", version=None
        )
    await cases.close(help_.agent, help_.number, version=None)
    with pytest.raises(Conflict, match="case_ended"):
        await help_.instruct("Sudah selesai")
