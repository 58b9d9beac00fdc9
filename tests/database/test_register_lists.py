"""The lists of a register are kept day by day, and an office's own maps go before the settings of its account."""

from typing import Any
from uuid import UUID

import pytest

from helpdesk.channels.errors import ChannelFailing
from helpdesk.channels.register import FollowupKind, MapKind, MasterKind
from helpdesk.incoming import chores
from helpdesk.masters import keeping
from helpdesk.masters import service as masters
from helpdesk.registers import answering
from helpdesk.registers import service as registers
from kit.errors import Forbidden, Invalid, Missing, Stale
from support.administrators import audited
from support.builders import an_opened_case
from support.lapor_watch import LaporStage, a_lapor
from support.world import Place, World
from tenants.permissions.model import Actor, Role, system


async def _account(place: Place) -> UUID:
    found = await place.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
    )
    assert isinstance(found, UUID)
    return found


async def _keep(stage: LaporStage, place: Place) -> int:
    return await chores.keep_due(place.id, stage.book)


async def _lists(place: Place) -> dict[str, bool]:
    rows = await place.rows(
        "SELECT name, active FROM register_master WHERE tenant_id = $1 AND kind = 'institution'"
    )
    return {row["name"]: row["active"] for row in rows}


async def test_the_lists_are_fetched_once_a_day_and_what_lacks_is_switched_off(world: World) -> None:
    async with a_lapor(world) as stage:
        await _keep(stage, world.district)
        first = await _lists(world.district)
        assert len(first) == 7 and all(first.values())
        assert await _keep(stage, world.district) == 0, "once a day"
        await stage.faults(institutions_hidden=2)
        await world.clock.forward(hours=27)
        await _keep(stage, world.district)
        after = await _lists(world.district)
        assert set(after) == set(first), "nothing is deleted"
        assert sorted(name for name, active in after.items() if not active) == [
            "Pemerintah Kabupaten Batang",
            "Pemerintah Provinsi Jawa Tengah",
        ]
        admin = await world.staff(world.district, Role.ADMINISTRATOR)
        state = await masters.state(admin, await _account(world.district), stage.book)
        [listed] = [each for each in state.lists if each.kind is MasterKind.INSTITUTION]
        assert len(listed.lately_gone) == 2, "the page says so"
        assert await _lists(world.ministry) == {}, "each office keeps its own"
        await stage.faults()
        await world.clock.forward(hours=27)
        await _keep(stage, world.district)
        assert all((await _lists(world.district)).values()), "what comes back is offered again"


async def test_an_empty_list_is_not_believed(world: World) -> None:
    async with a_lapor(world) as stage:
        await _keep(stage, world.district)
        await stage.faults(institutions_hidden=100)
        with pytest.raises(ChannelFailing):
            await keeping.fetch(system(world.district.id), await _account(world.district), stage.book)
        assert all((await _lists(world.district)).values())


async def test_a_register_that_fails_is_asked_again_and_the_page_knows_why(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.faults(orders=[{"call": "masters", "failure": "failing"}])
        await _keep(stage, world.district)
        admin = await world.staff(world.district, Role.ADMINISTRATOR)
        account_id = await _account(world.district)
        assert (await masters.state(admin, account_id, stage.book)).error_code == "channel_failing"
        await world.clock.forward(minutes=6)
        await _keep(stage, world.district)
        state = await masters.state(admin, account_id, stage.book)
        assert (state.error_code, state.fetched_at is not None) == ("", True)


async def test_a_filing_bears_the_codes_of_the_offices_own_maps(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, dewi = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await world.staff(world.district),
        )
        account_id = await _account(world.district)

        async def sent() -> dict[str, Any]:
            await registers.file(dewi, await an_opened_case(world), version=None)
            await registers.advance_due(world.district.id, stage.book)
            found: dict[str, Any] = (await stage.ledger())["complaints"][-1]["sent"]
            return found

        before = await sent()
        assert (before["classification_id"], before["category_id"]) == (6, 88), "the settings' own maps hold"
        await masters.type_in(admin, account_id, MasterKind.CLASSIFICATION, b"4,Pengaduan", stage.book)
        pairs = {"complaint": "4"}
        await masters.save_map(admin, account_id, MapKind.CLASSIFICATION, pairs, stage.book, version=0)
        assert (await sent())["classification_id"] == 4


async def test_the_way_a_case_came_and_what_an_answer_says_have_the_offices_own_codes(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, dewi = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await world.staff(world.district),
        )
        account_id, district = await _account(world.district), world.district
        await _keep(stage, district)
        number = await an_opened_case(world)
        await masters.type_in(admin, account_id, MasterKind.CHANNEL, b"13,Aplikasi\n26,WhatsApp", stage.book)
        shown = await masters.sheet(admin, account_id, MapKind.CHANNEL, stage.book)
        [line] = [each for each in shown.lines if each.key == "whatsapp"]
        assert (line.usual, line.suggested) == ("13", "26")
        for kind, pairs in (
            (MapKind.CHANNEL, {"whatsapp": "26"}),
            (MapKind.TEMPLATE, {"disposition": "disposition"}),
        ):
            await masters.save_map(admin, account_id, kind, pairs, stage.book, version=0)
        with pytest.raises(Invalid):
            wrong = {"answer": "no_such_template"}
            await masters.save_map(admin, account_id, MapKind.TEMPLATE, wrong, stage.book, version=1)
        await registers.file(dewi, number, version=None, book=stage.book)
        await registers.advance_due(district.id, stage.book)
        assert (await stage.ledger())["complaints"][-1]["sent"]["channel"] == 26
        for text, said in (("Ditangani.", FollowupKind.DISPOSITION), ("Sudah.", FollowupKind.ANSWER)):
            await answering.write(dewi, number, text, version=None, kind=said, book=stage.book)
            await answering.answer_due(district.id, stage.book)
        await world.clock.forward(minutes=11)
        await registers.advance_due(district.id, stage.book)
        rows = await district.rows("SELECT text, kind FROM register_entry WHERE tenant_id = $1")
        assert {row["text"]: row["kind"] for row in rows} == {"Ditangani.": "disposition", "Sudah.": "reply"}


async def test_a_template_may_be_any_word_while_its_list_is_not_known(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, account_id = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await _account(world.district),
        )
        pairs = {"more_data": "ask_reporter"}
        await masters.save_map(admin, account_id, MapKind.TEMPLATE, pairs, stage.book, version=0)
        with pytest.raises(Invalid):
            pairs = {"more_data": "ask reporter"}
            await masters.save_map(admin, account_id, MapKind.TEMPLATE, pairs, stage.book, version=1)


async def test_what_presses_here_is_a_priority_there_where_the_account_says_so(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi = await world.staff(world.district)
        for urgent, sent in ((False, False), (True, True)):
            await stage.join(world.district, is_priority=("high", "urgent") if urgent else ())
            number = await an_opened_case(world)
            await world.district.change("UPDATE cases SET priority = 'urgent' WHERE tenant_id = $1")
            await registers.file(dewi, number, version=None, book=stage.book)
            await registers.advance_due(world.district.id, stage.book)
            assert (await stage.ledger())["complaints"][-1]["sent"]["is_priority"] is sent


async def test_an_unknown_status_means_what_the_office_says_it_means(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, dewi = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await world.staff(world.district),
        )
        await registers.file(dewi, await an_opened_case(world), version=None)
        await registers.advance_due(world.district.id, stage.book)
        number = await world.district.value("SELECT remote_id FROM register_link WHERE tenant_id = $1")
        await stage.control(f"complaints/{number}/state", code="77", name="Menunggu  Instansi")

        async def status() -> str:
            await world.clock.forward(hours=15)
            await registers.advance_due(world.district.id, stage.book)
            found = await world.district.value("SELECT status FROM register_link WHERE tenant_id = $1")
            return str(found)

        assert await status() == "unverified", "a word that nobody knows changes nothing"
        account_id = await _account(world.district)
        sheet = await masters.sheet(admin, account_id, MapKind.STATUS, stage.book)
        assert "menunggu instansi" in {line.key for line in sheet.lines}, "the page offers what was heard"
        pairs = {"MENUNGGU instansi": "in_process"}
        await masters.save_map(admin, account_id, MapKind.STATUS, pairs, stage.book, version=0)
        assert await status() == "in_process"


async def test_a_map_is_saved_as_a_whole_and_nobody_overwrites_anybody(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, account_id = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await _account(world.district),
        )
        await _keep(stage, world.district)
        unit = str(world.district.units["Sekretariat"])

        async def save(code: str, version: int) -> None:
            await masters.save_map(
                admin, account_id, MapKind.INSTITUTION, {unit: code}, stage.book, version=version
            )

        await save("9004", 0)
        with pytest.raises(Stale):
            await save("9005", 0)
        await save("9005", 1)
        with pytest.raises(Invalid):
            await save("123456", 2)
        sheet = await masters.sheet(admin, account_id, MapKind.INSTITUTION, stage.book)
        assert {line.key: line.chosen for line in sheet.lines}[unit] == "9005"
        log = [each for each in await audited(world.district) if each == "register_map.changed"]
        assert len(log) == 2


async def test_suggestions_are_by_likeness_of_names(world: World) -> None:
    async with a_lapor(world) as stage:
        admin, account_id = (
            await world.staff(world.district, Role.ADMINISTRATOR),
            await _account(world.district),
        )
        await masters.type_in(
            admin,
            account_id,
            MasterKind.INSTITUTION,
            b"kode;nama\n71;Puskesmas Batang I\n72;UPTD Puskesmas Batang II\n73;BPJS Kesehatan",
            stage.book,
        )
        sheet = await masters.sheet(admin, account_id, MapKind.INSTITUTION, stage.book)
        found = {line.label: line.suggested for line in sheet.lines}
        assert (found["Puskesmas Batang I"], found["Puskesmas Batang II"], found["Sekretariat"]) == (
            "71",
            "72",
            "",
        )


async def test_lists_and_maps_are_the_administrators_and_the_offices_own(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, account_id = await world.staff(world.district), await _account(world.district)
        stranger = await world.staff(world.ministry, Role.ADMINISTRATOR)

        def acts(actor: Actor) -> tuple[Any, ...]:
            book = stage.book
            return (
                masters.state(actor, account_id, book),
                masters.sheet(actor, account_id, MapKind.STATUS, book),
                masters.save_map(actor, account_id, MapKind.STATUS, {}, book, version=0),
                masters.type_in(actor, account_id, MasterKind.CATEGORY, b"1,Kesehatan", book),
                masters.lines(actor, account_id, MasterKind.CATEGORY, book),
            )

        for actor, refused in ((dewi, Forbidden), (stranger, Missing)):
            for act in acts(actor):
                with pytest.raises(refused):
                    await act
