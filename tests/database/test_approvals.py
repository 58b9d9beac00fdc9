"""A disposition that a rule lets wait: asked for, approved, changed, refused, withdrawn; no unit learns before."""

from datetime import timedelta

import pytest

from helpdesk.approvals import service as approvals
from helpdesk.approvals.model import Approvers, Rule, Why, Wish
from helpdesk.casefile.model import Act
from helpdesk.casefile.service import case_page
from helpdesk.cases import approving, history, path, store
from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.legs import Holder, legs, shares
from helpdesk.cases.lists import CaseQuery, folder_counts, list_cases
from helpdesk.cases.proposing import proposal
from helpdesk.sla import service as sla
from helpdesk.sla.model import TargetKind
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from support.administrators import audited
from support.approving import GRADES, KINDS, Waiting, an_office_that_asks, rules
from support.builders import an_opened_case
from support.colleagues import a_colleague
from support.unit_desk import UNIT, registered, told, words_of
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

OTHER = "Puskesmas Batang II"


@pytest.fixture
async def office(world: World) -> Waiting:
    return await an_office_that_asks(world)


async def test_without_a_rule_a_case_is_passed_on_at_once(world: World) -> None:
    agent, number = await world.staff(world.district), await an_opened_case(world)
    case = await cases.dispose(agent, number, world.district.units[UNIT], "", version=None)
    assert case.unit_id == world.district.units[UNIT]


async def test_what_waits_has_reached_no_unit_in_any_way(office: Waiting) -> None:
    world, place = office.world, office.world.district
    number_of_unit = await registered(world)
    officer, phone = await a_colleague(world)
    helper = await registered(world, OTHER)
    await office.ask(helpers=[office.units[OTHER]])
    await world.work(place)
    assert await office.unit_of_case() is None
    for address in (number_of_unit, phone, helper):
        assert told(world, address) == []
    for table in ("disposition", "unit_link"):
        assert await place.value(f"SELECT count(*) FROM {table} WHERE tenant_id = $1") == 0
    assert (await list_cases(officer, CaseQuery())).rows == ()
    with pytest.raises(Missing):
        await case_page(officer, office.number, world.book)
    facts = await place.rows("SELECT fact::text AS fact FROM outbox WHERE tenant_id = $1")
    assert not any(str(office.units[UNIT]) in str(row["fact"]) for row in facts)


async def test_the_unit_that_leads_now_does_not_learn_to_whom_it_would_go(office: Waiting) -> None:
    officer = await office.world.staff(office.world.district, Role.UNIT_OFFICER, OTHER)
    await cases.dispose(office.supervisor, office.number, office.units[OTHER], "", version=None)
    await office.ask(UNIT, "Hanya untuk Batang I")
    view = await case_page(officer, office.number, office.world.book)
    assert view.asked is None
    assert "Hanya untuk" not in str(view)
    assert str(office.units[UNIT]) not in str(view)
    assert "disposition_asked" not in str([type(each) for each in view.timeline])
    desk = await case_page(office.agent, office.number, office.world.book)
    assert desk.asked is not None
    assert (desk.asked.unit, desk.asked.asked_name, desk.asked.why) == (UNIT, "Dewi", (Why.EVERY,))


async def test_approved_it_is_done_as_it_was_asked_for(office: Waiting) -> None:
    world = office.world
    phone = await registered(world)
    request = await office.ask()
    await world.clock.forward(hours=3)
    case = await approving.approve(office.supervisor, office.number, request, version=None)
    assert case.unit_id == office.units[UNIT]
    assert await office.row() == ("approved", "Dewi", "Wahyu")
    await world.work(world.district)
    assert "Periksa loket" in words_of(told(world, phone)[-1])
    assert (await audited(world.district))[-1] == "disposition.approved"


async def test_the_units_time_begins_at_the_approval_and_the_citizens_runs_on(office: Waiting) -> None:
    place, clock = office.world.district, office.world.clock
    async with tenant_scope(place.id, read_only=True) as scope:
        case = await store.load_by_number(scope, office.number, hold=False)
        before = (await sla.clocks_of(scope, case.id))[TargetKind.RESOLUTION]
    request = await office.ask()
    await clock.forward(hours=5)
    async with tenant_scope(place.id, read_only=True) as scope:
        meanwhile = await sla.clocks_of(scope, case.id)
    assert meanwhile[TargetKind.RESOLUTION] == before, "it neither pauses nor moves"
    assert TargetKind.DISPOSITION not in meanwhile
    await approving.approve(office.supervisor, office.number, request, version=None)
    await clock.forward(hours=2)
    async with tenant_scope(place.id, read_only=True) as scope:
        facts = await history.facts_of_time(scope, case.id)
        found = shares(legs(facts, case.opened_at), scope.now)
        whole = scope.now - case.opened_at
        begun = (await sla.clocks_of(scope, case.id))[TargetKind.DISPOSITION].started_at
    assert sum((each.time for each in found), timedelta()) == whole
    held = {each.holder: round(each.time.total_seconds() / 3600) for each in found}
    assert held == {Holder.DESK: 5, Holder.UNIT: 2}
    assert abs(begun - (case.opened_at + timedelta(hours=5))) < timedelta(minutes=1)


async def test_the_approver_may_change_it_first(office: Waiting) -> None:
    request = await office.ask()
    better = Wish(unit_id=office.units[OTHER], instruction="Ke sini saja")
    case = await approving.approve(office.supervisor, office.number, request, better, version=None)
    assert case.unit_id == office.units[OTHER]
    assert (await office.row())[0] == "changed"
    async with tenant_scope(office.world.district.id, read_only=True) as scope:
        [part] = await path.parts(scope, case.id)
    assert part.instruction == "Ke sini saja"


async def test_refused_it_stays_where_it_is_and_the_reason_is_a_note(office: Waiting) -> None:
    request = await office.ask()
    with pytest.raises(Invalid):
        await approving.refuse(office.supervisor, office.number, request, "x", version=None)
    await approving.refuse(office.supervisor, office.number, request, "Bukan tugas unit itu", version=None)
    assert await office.unit_of_case() is None
    assert (await office.row())[0] == "refused"
    note = await office.world.district.row(
        "SELECT text, author_name FROM message WHERE tenant_id = $1 AND direction = 'note'"
    )
    assert note == {"text": "Bukan tugas unit itu", "author_name": "Wahyu"}
    with pytest.raises(Conflict, match="approval_over"):
        await approving.approve(office.supervisor, office.number, request, version=None)


@pytest.mark.parametrize("who", ["agent", "head"])
async def test_who_is_not_named_by_the_rule_decides_nothing(office: Waiting, who: str) -> None:
    request = await office.ask()
    actor = getattr(office, who)
    with pytest.raises(Forbidden):
        await approving.approve(actor, office.number, request, version=None)
    with pytest.raises(Forbidden):
        await approving.refuse(actor, office.number, request, "Tidak boleh begitu", version=None)
    view = await case_page(actor, office.number, office.world.book)
    assert view.asked is not None
    assert Act.APPROVE not in view.acts
    assert Act.APPROVE in (await case_page(office.supervisor, office.number, office.world.book)).acts


async def test_the_head_decides_where_the_rule_says_so(office: Waiting) -> None:
    await rules(office.world, Rule(approvers=Approvers.HEAD))
    request = await office.ask()
    with pytest.raises(Forbidden):
        await approving.approve(office.supervisor, office.number, request, version=None)
    await approving.approve(office.head, office.number, request, version=None)
    assert await office.unit_of_case() == office.units[UNIT]


async def test_two_that_decide_at_once_decide_once(office: Waiting) -> None:
    request = await office.ask()
    await approving.approve(office.supervisor, office.number, request, version=None)
    with pytest.raises(Conflict, match="approval_over"):
        await approving.refuse(office.supervisor, office.number, request, "Terlambat sudah", version=None)
    with pytest.raises(Stale):
        await approving.refuse(office.supervisor, office.number, request, "Terlambat sudah", version=1)
    count = "SELECT count(*) FROM disposition WHERE tenant_id = $1"
    assert await office.world.district.value(count) == 1


async def test_a_second_request_waits_for_the_first_and_a_withdrawn_one_is_over(office: Waiting) -> None:
    request = await office.ask()
    with pytest.raises(Conflict, match="approval_waiting"):
        await office.ask(OTHER)
    await approving.withdraw(office.agent, office.number, request, version=None)
    assert (await office.row())[0] == "withdrawn"
    await office.ask(OTHER)


async def test_whoever_may_decide_passes_on_at_once_and_overtakes_what_waits(office: Waiting) -> None:
    await office.ask()
    case = await cases.dispose(office.supervisor, office.number, office.units[OTHER], "", version=None)
    assert case.unit_id == office.units[OTHER]
    assert (await office.row())[0] == "overtaken"


async def test_the_folder_holds_what_waits_for_those_who_see_the_office(office: Waiting) -> None:
    officer = await office.world.staff(office.world.district, Role.UNIT_OFFICER, UNIT)
    await an_opened_case(office.world)
    request = await office.ask()
    for actor in (office.agent, office.supervisor, office.head):
        page = await list_cases(actor, CaseQuery(folder=Folder.APPROVAL))
        assert [row.case.number for row in page.rows] == [office.number]
        assert (await folder_counts(actor))[Folder.APPROVAL] == 1
    assert (await folder_counts(officer))[Folder.APPROVAL] == 0
    await approving.approve(office.supervisor, office.number, request, version=None)
    assert (await folder_counts(office.supervisor))[Folder.APPROVAL] == 0


async def test_a_due_time_that_passed_meanwhile_has_to_be_changed(office: Waiting) -> None:
    place = office.world.district
    async with tenant_scope(place.id, read_only=True) as scope:
        due = scope.now + timedelta(hours=2)
    request = await office.ask(due_at=due)
    await office.world.clock.forward(hours=3)
    with pytest.raises(Invalid):
        await approving.approve(office.supervisor, office.number, request, version=None)
    later = Wish(unit_id=office.units[UNIT], due_at=due + timedelta(days=3))
    await approving.approve(office.supervisor, office.number, request, later, version=None)


async def test_a_longer_due_time_than_the_proposed_one_waits_and_an_earlier_one_does_not(
    office: Waiting,
) -> None:
    await rules(office.world, Rule(approvers=Approvers.EITHER, longer=True))
    async with tenant_scope(office.world.district.id, read_only=True) as scope:
        case = await store.load_by_number(scope, office.number, hold=False)
        proposed = await proposal(scope, case)
    assert proposed is not None
    same = await cases.dispose(
        office.agent, office.number, office.units[UNIT], "", version=None, due_at=proposed.due_at
    )
    assert same.unit_id == office.units[UNIT], "as proposed"
    await office.ask(OTHER, due_at=proposed.due_at + timedelta(days=30))
    waits = (await case_page(office.agent, office.number, office.world.book)).asked
    assert waits is not None
    assert waits.why == (Why.DUE,)


async def test_approvers_and_who_asked_are_told_by_telephone(office: Waiting) -> None:
    world, place = office.world, office.world.district
    phones = {}
    for actor in (office.agent, office.supervisor, office.head):
        phones[actor.name] = f"+6281377700{len(phones):03d}{place.id % 100:02d}"
        await place.change(
            "UPDATE membership SET phone = $3 WHERE tenant_id = $1 AND id = $2", actor.id, phones[actor.name]
        )
    request = await office.ask()
    await world.work(place)
    [asked] = told(world, phones["Wahyu"])
    assert asked.template is not None
    assert (asked.template.name, asked.template.variables[:2]) == ("approval_asked", ("Dewi", office.number))
    assert told(world, phones["Sri"]) == told(world, phones["Dewi"]) == []
    assert "Periksa" not in words_of(asked)
    await approving.refuse(office.supervisor, office.number, request, "Bukan tugas unit itu", version=None)
    await world.work(place)
    [decided] = told(world, phones["Dewi"])
    assert decided.template is not None
    assert decided.template.variables[:3] == (office.number, "ditolak", "Wahyu")


async def test_rules_are_set_by_administrators_once_each_and_on_record(world: World) -> None:
    administrator = await world.staff(world.district, Role.ADMINISTRATOR)
    supervisor = await world.staff(world.district, Role.SUPERVISOR)
    wanted = [Rule(approvers=Approvers.HEAD, kind="complaint")]
    with pytest.raises(Forbidden):
        await approvals.change(supervisor, wanted, kinds=KINDS, grades=GRADES, version=0)
    await approvals.change(administrator, wanted, kinds=KINDS, grades=GRADES, version=0)
    with pytest.raises(Stale):
        await approvals.change(administrator, [], kinds=KINDS, grades=GRADES, version=0)
    of_others = [Rule(approvers=Approvers.HEAD, unit_id=next(iter(world.neighbour.units.values())))]
    with pytest.raises(Invalid):
        await approvals.change(administrator, of_others, kinds=KINDS, grades=GRADES, version=1)
    assert (await audited(world.district))[-1] == "approvals.changed"
    assert (await approvals.plan_of(administrator)).rules == tuple(wanted)
