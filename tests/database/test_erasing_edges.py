"""Erasing where cases, citizens and hand-overs were merged, and where something is on its way."""

from typing import Any

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import erasing
from helpdesk.escalation import service as escalation
from helpdesk.escalation.whom import Identity
from helpdesk.registers import service as registers
from helpdesk.registers.following import look_when_called
from helpdesk.replies import service as replies
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import an_opened_case
from support.consenting import both_sides, handed_over, names_by
from support.lapor_watch import a_lapor
from support.people import a_caller, a_person, merged
from support.world import World
from tenants.permissions.model import Role

_CAN_GO = {
    *("case_consent.how", "consent.reason", "consent_question.asked"),
    *("register_entry.author", "register_entry.text"),
}
"""What of a ledger can be changed: the words in it, so that they go when their citizen is erased."""
_CHANGEABLE = """
    SELECT DISTINCT table_name || '.' || column_name AS name FROM information_schema.column_privileges
    WHERE grantee IN ('sahut_web', 'sahut_worker') AND privilege_type = 'UPDATE' AND table_schema = 'public'
      AND NOT has_table_privilege(grantee, quote_ident(table_name), 'UPDATE')
"""
_HEARD = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer'"
_FILED = "SELECT account_id, remote_id FROM register_link WHERE tenant_id = $1"
_COPY = "SELECT copy FROM link WHERE tenant_id = $1"
_CALLS = "SELECT caller FROM phone_call WHERE tenant_id = $1"


async def test_a_case_that_was_merged_away_takes_its_citizens_name_from_both_sides(world: World) -> None:
    siti, somebody = await a_person(world), await a_person(world)
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    await names_by(world, Identity.CLEAR)
    await handed_over(world, dewi, siti)
    await cases.mark_duplicate(dewi, siti.number, somebody.number, version=None)
    await world.work()
    assert siti.phone in (await both_sides(world))[0]["citizen"]
    await erasing.erase(dewi, siti.number, "request", version=None)
    await world.work()
    assert await both_sides(world) == [{"citizen": "", "named": False}]


async def test_a_citizen_found_to_be_one_with_another_is_forgotten_under_both_numbers(world: World) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    kept, other = [await a_caller(world, dewi, name=name) for name in ("Siti", "Siti Aminah")]
    await merged(world, dewi, kept, other)
    for person in (kept, other):
        await cases.close(dewi, person.number, version=None)
        await erasing.erase(dewi, person.number, "request", version=None)
    await world.work()
    contacts = await world.district.rows("SELECT name FROM contact WHERE tenant_id = $1")
    assert [row["name"] for row in contacts] == ["", ""]
    assert await world.district.rows("SELECT value FROM contact_identity WHERE tenant_id = $1") == []
    merges = "SELECT reason, identities FROM contact_merge WHERE tenant_id = $1"
    assert await world.district.rows(merges) == [{"reason": "", "identities": []}]


async def test_a_call_about_two_cases_keeps_its_number_until_both_are_erased(world: World) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    numbers = [(await a_caller(world, dewi, name=name)).number for name in ("Siti", "Budi")]
    await world.district.change(
        "INSERT INTO phone_call (tenant_id, id, account_id, remote_id, caller, began_at)"
        " VALUES ($1, $2, $3, 'c-1', '+6281200000101', now())",
        uuid7(),
        world.district.account_id,
    )
    await world.district.change(
        "INSERT INTO call_case SELECT $1, p.id, c.id, now(), $2 FROM phone_call p, cases c"
        " WHERE p.tenant_id = $1 AND c.tenant_id = $1",
        "Dewi",
    )
    left = []
    for number in numbers:
        await cases.close(dewi, number, version=None)
        await erasing.erase(dewi, number, "request", version=None)
        left.append(await world.district.value(_CALLS))
    assert left == ["+6281200000101", ""]


async def test_what_the_other_office_wrote_before_it_heard_of_the_erasing_goes_too(world: World) -> None:
    dewi, hendro = await world.staff(world.district, Role.SUPERVISOR), await world.staff(world.province)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    there = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1")
    await cases.close(dewi, number, version=None)
    await replies.reply(hendro, there, "Bu Siti sudah kami hubungi.", world.book, version=None)
    await erasing.erase(dewi, number, "request", version=None)
    await world.work()
    assert await world.district.value(_COPY) == "erased"
    assert {row["text"] for row in await world.district.rows(_HEARD)} <= {""}


async def test_nobody_is_erased_who_is_just_telling_us_more(world: World) -> None:
    dewi, siti = await world.staff(world.district, Role.SUPERVISOR), await a_person(world)
    await cases.close(dewi, siti.number, version=None)
    await world.work()
    await world.district.change(
        "INSERT INTO dialogue SELECT $1, id, $2, now() FROM conversation WHERE tenant_id = $1", b"{}"
    )
    with pytest.raises(Conflict, match="still_sending"):
        await erasing.erase(dewi, siti.number, "request", version=None)
    await world.district.change("DELETE FROM dialogue WHERE tenant_id = $1")
    await erasing.erase(dewi, siti.number, "request", version=None)


async def test_of_a_ledger_only_words_can_go_and_never_what_was_decided(
    owner: "asyncpg.Connection[Any]",
) -> None:
    assert {row["name"] for row in await owner.fetch(_CHANGEABLE)} == _CAN_GO


async def test_nobody_looks_in_the_register_any_more_once_a_citizen_is_erased(world: World) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    async with a_lapor(world) as stage:
        number = await an_opened_case(world)
        await registers.file(dewi, number, version=None)
        await registers.advance_due(world.district.id, stage.book)
        account, remote = (await world.district.row(_FILED)).values()
        await cases.close(dewi, number, version=None)
        await world.dispatch(world.district)
        await world.district.change("UPDATE delivery SET state = 'sent', due_at = NULL WHERE tenant_id = $1")
        await erasing.erase(dewi, number, "request", version=None)
        await stage.control(f"complaints/{remote}/followups", count=3)
        await look_when_called(world.district.id, account, remote)
        await registers.advance_due(world.district.id, stage.book)
    assert await world.district.rows("SELECT key FROM register_entry WHERE tenant_id = $1") == []
    assert await world.district.value("SELECT due_at FROM register_link WHERE tenant_id = $1") is None
