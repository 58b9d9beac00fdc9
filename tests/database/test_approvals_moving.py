"""What becomes of a disposition that waits while the case moves, ends or is erased, and while nobody decides."""

import pytest

from helpdesk.approvals.model import Approvers, Decision, Rule, Wish
from helpdesk.casefile.model import Act
from helpdesk.casefile.service import case_page
from helpdesk.cases import approving, joining
from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import folder_counts
from helpdesk.cases.model import PartRole
from helpdesk.escalation.erasing import erase
from helpdesk.unit_links import at_desk
from kit.errors import Conflict, Forbidden, Invalid
from kit.ids import uuid7
from support.approving import Waiting, an_office_that_asks, rules
from support.builders import an_opened_case
from support.office_week import open_day_and_night
from support.unit_desk import UNIT, registered, told, words_of
from support.world import World
from tenants.permissions.model import Actor, Role

OTHER, THIRD = "Puskesmas Batang II", "Sekretariat"


@pytest.fixture
async def office(world: World) -> Waiting:
    await open_day_and_night(world.district)
    return await an_office_that_asks(world)


async def _phone(office: Waiting, actor: Actor) -> str:
    number = f"+62813{actor.id.int % 10**8:08d}" if actor.id else ""
    await office.world.district.change(
        "UPDATE membership SET phone = $3 WHERE tenant_id = $1 AND id = $2", actor.id, number
    )
    return number


async def _later(office: Waiting, **time: float) -> None:
    await office.world.clock.forward(**time)
    await office.world.work(office.world.district)


@pytest.mark.parametrize("how", ["close", "reject", "mark_spam", "mark_duplicate"])
async def test_what_waits_ends_with_the_case_and_who_asked_hears_it(office: Waiting, how: str) -> None:
    phone = await _phone(office, office.agent)
    request = await office.ask()
    await office.world.work(office.world.district)
    original = [await an_opened_case(office.world)] if how == "mark_duplicate" else []
    await getattr(cases, how)(office.supervisor, office.number, *original, version=None)
    assert await office.row() == ("lapsed", "Dewi", "Wahyu")
    await office.world.work(office.world.district)
    assert "tidak berlaku lagi, karena kasusnya diakhiri" in words_of(told(office.world, phone)[-1])
    await cases.reopen(office.agent, office.number, version=None)
    with pytest.raises(Conflict, match="approval_over"):
        await approving.approve(office.supervisor, office.number, request, version=None)
    assert await office.unit_of_case() is None
    await office.ask()


async def test_an_erased_case_waits_for_nobody_and_holds_no_word_of_it(office: Waiting) -> None:
    unit = office.units[OTHER]
    await cases.dispose(office.supervisor, office.number, unit, "Hubungi Siti", version=None)
    officer = await office.world.staff(office.world.district, Role.UNIT_OFFICER, OTHER)
    await at_desk.answer(
        officer, office.number, unit, "Siti sudah ditelepon", version=None, answer_id=uuid7()
    )
    await office.ask(UNIT, "Siti tinggal di Jalan Mawar")
    await cases.close(office.supervisor, office.number, version=None)
    await office.world.work(office.world.district)
    assert (await folder_counts(office.supervisor))[Folder.ANSWERS] == 0
    await erase(office.supervisor, office.number, "request", version=None)
    row = await office.world.district.row(
        "SELECT state, instruction FROM approval_request WHERE tenant_id = $1"
    )
    assert row == {"state": "lapsed", "instruction": ""}
    for table, column in (("disposition", "instruction"), ("message", "text"), ("unit_answer", "word")):
        found = await office.world.district.rows(
            f"SELECT {column} AS said FROM {table} WHERE tenant_id = $1 AND {column} ILIKE '%siti%'"
        )
        assert found == [], table
    counts = await folder_counts(office.supervisor)
    assert counts[Folder.APPROVAL] == counts[Folder.ANSWERS] == 0
    assert await office.world.district.value("SELECT count(*) FROM reminder WHERE tenant_id = $1") == 0


async def test_who_holds_the_case_may_change_while_it_waits(office: Waiting) -> None:
    request = await office.ask()
    await cases.take(office.supervisor, office.number, version=None)
    await cases.assign(office.agent, office.number, office.agent.id, version=None)
    assert (await office.row())[0] == "waiting"
    await approving.approve(office.supervisor, office.number, request, version=None)
    assert await office.unit_of_case() == office.units[UNIT]


async def test_the_unit_may_give_the_case_back_while_it_waits(office: Waiting) -> None:
    await cases.dispose(office.supervisor, office.number, office.units[OTHER], "", version=None)
    officer = await office.world.staff(office.world.district, Role.UNIT_OFFICER, OTHER)
    request = await office.ask()
    await at_desk.give_back(officer, office.number, office.units[OTHER], "Bukan wilayah kami", version=None)
    await approving.approve(office.supervisor, office.number, request, version=None)
    assert await office.unit_of_case() == office.units[UNIT]


async def test_a_unit_that_closed_its_doors_meanwhile_is_replaced_by_the_approver(office: Waiting) -> None:
    request = await office.ask()
    await office.world.district.change(
        "UPDATE unit SET active = false WHERE tenant_id = $1 AND id = $2", office.units[UNIT]
    )
    with pytest.raises(Invalid):
        await approving.approve(office.supervisor, office.number, request, version=None)
    better = Wish(unit_id=office.units[OTHER])
    await approving.approve(office.supervisor, office.number, request, better, version=None)
    assert await office.unit_of_case() == office.units[OTHER]


async def test_refused_with_a_reason_it_may_be_asked_again_and_approved(office: Waiting) -> None:
    first = await office.ask()
    await approving.refuse(office.supervisor, office.number, first, "Sebutkan loketnya", version=None)
    second = await office.ask(instruction="Periksa loket tiga")
    assert second != first
    await approving.approve(office.supervisor, office.number, second, version=None)
    assert await office.unit_of_case() == office.units[UNIT]


async def test_after_four_working_hours_a_deputy_decides_and_everybody_concerned_has_heard(
    office: Waiting,
) -> None:
    head, asker = await _phone(office, office.head), await _phone(office, office.agent)
    above = await _phone(office, office.supervisor)
    request = await office.ask()
    await _later(office, hours=3.9)
    assert told(office.world, head) == []
    with pytest.raises(Forbidden):
        await approving.approve(office.head, office.number, request, version=None)
    await _later(office, hours=0.2)
    assert "Dewi" in words_of(told(office.world, head)[-1])
    assert "belum diputuskan" in words_of(told(office.world, asker)[-1])
    assert len(told(office.world, above)) == 2, "who was asked first is reminded"
    await _later(office, hours=30)
    assert len(told(office.world, head)) == 1
    view = await case_page(office.head, office.number, office.world.book)
    assert Act.APPROVE in view.acts
    await approving.approve(office.head, office.number, request, version=None)
    assert await office.unit_of_case() == office.units[UNIT]


async def test_nobody_stands_in_for_the_approver_of_their_own_request(office: Waiting) -> None:
    await rules(office.world, Rule(approvers=Approvers.HEAD))
    await cases.dispose(office.supervisor, office.number, office.units[UNIT], "", version=None)
    request = await office.request()
    await _later(office, hours=5)
    view = await case_page(office.supervisor, office.number, office.world.book)
    assert Act.APPROVE not in view.acts
    with pytest.raises(Forbidden):
        await approving.approve(office.supervisor, office.number, request, version=None)
    colleague = await office.world.staff(office.world.district, Role.SUPERVISOR)
    await approving.approve(colleague, office.number, request, version=None)


async def test_where_the_named_role_is_nobody_a_deputy_may_decide_at_once(office: Waiting) -> None:
    await rules(office.world, Rule(approvers=Approvers.HEAD))
    phone = await _phone(office, office.supervisor)
    await office.world.district.change(
        "UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", office.head.id
    )
    request = await office.ask()
    await office.world.work(office.world.district)
    assert office.number in words_of(told(office.world, phone)[-1])
    await approving.approve(office.supervisor, office.number, request, version=None)


async def test_where_nobody_could_ever_decide_it_is_refused_instead_of_waiting_for_ever(
    office: Waiting,
) -> None:
    for actor in (office.head, office.supervisor):
        await office.world.district.change(
            "UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", actor.id
        )
    with pytest.raises(Conflict, match="nobody_approves"):
        await cases.dispose(office.agent, office.number, office.units[UNIT], "", version=None)
    assert (
        await office.world.district.value("SELECT count(*) FROM approval_request WHERE tenant_id = $1") == 0
    )


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.REFUSED, Decision.WITHDRAWN])
async def test_what_was_decided_in_time_is_looked_at_no_more(office: Waiting, decision: Decision) -> None:
    request = await office.ask()
    if decision is Decision.APPROVED:
        await approving.approve(office.supervisor, office.number, request, version=None)
    elif decision is Decision.REFUSED:
        await approving.refuse(office.supervisor, office.number, request, "Bukan begitu", version=None)
    else:
        await approving.withdraw(office.agent, office.number, request, version=None)
    await _later(office, hours=9)
    told_of = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'case.disposition_undecided'"
    assert await office.world.district.value(told_of) == 0


async def test_a_unit_that_would_help_waits_as_well_and_the_lead_goes_on_undisturbed(office: Waiting) -> None:
    phone = await registered(office.world, OTHER)
    await cases.dispose(office.supervisor, office.number, office.units[UNIT], "Periksa", version=None)
    join = (office.agent, office.number, [office.units[OTHER]], PartRole.HELPER, "Hitung stok")
    await joining.join(*join, version=None)
    await office.world.work(office.world.district)
    assert told(office.world, phone) == []
    request = await office.request()
    with pytest.raises(Conflict, match="approval_waiting"):
        await joining.join(*join, version=None)
    await approving.approve(office.supervisor, office.number, request, version=None)
    await office.world.work(office.world.district)
    assert "Hitung stok" in words_of(told(office.world, phone)[-1])
    parts = await office.world.district.rows(
        "SELECT role, state, instruction FROM disposition WHERE tenant_id = $1 ORDER BY role DESC"
    )
    assert [tuple(part.values()) for part in parts] == [
        ("lead", "open", "Periksa"),
        ("helper", "open", "Hitung stok"),
    ]


async def test_another_instruction_waits_as_well_and_counts_when_it_is_approved(office: Waiting) -> None:
    await registered(office.world, OTHER)
    helper = office.units[OTHER]
    await cases.dispose(
        office.supervisor, office.number, office.units[UNIT], "", version=None, helpers=[helper]
    )
    await joining.instruct(office.agent, office.number, helper, PartRole.HELPER, "Hitung stok", version=None)
    said = "SELECT instruction FROM disposition WHERE tenant_id = $1 AND role = 'helper'"
    assert await office.world.district.value(said) == ""
    await approving.approve(office.supervisor, office.number, await office.request(), version=None)
    assert await office.world.district.value(said) == "Hitung stok"


async def test_without_a_lead_any_more_units_come_beside_nobody(office: Waiting) -> None:
    await registered(office.world, OTHER)
    await cases.dispose(office.supervisor, office.number, office.units[UNIT], "", version=None)
    await joining.join(office.agent, office.number, [office.units[OTHER]], PartRole.COPY, "", version=None)
    officer = await office.world.staff(office.world.district, Role.UNIT_OFFICER, UNIT)
    await at_desk.give_back(officer, office.number, office.units[UNIT], "Bukan wilayah kami", version=None)
    request = await office.request()
    with pytest.raises(Conflict, match="no_unit_leads"):
        await approving.approve(office.supervisor, office.number, request, version=None)
    await approving.refuse(office.supervisor, office.number, request, "Tidak ada yang memimpin", version=None)


async def test_the_supervisor_adds_a_unit_without_overtaking_what_waits(office: Waiting) -> None:
    await registered(office.world, THIRD)
    await cases.dispose(office.supervisor, office.number, office.units[UNIT], "", version=None)
    request = await office.ask(OTHER)
    await joining.join(
        office.supervisor, office.number, [office.units[THIRD]], PartRole.COPY, "", version=None
    )
    assert await office.request() == request
