"""The page of a case's units: who has it and how long; others come to it, are asked anew, let go, or lead instead."""

import re

from helpdesk.approvals.model import Approvers, Rule
from helpdesk.cases import joining
from helpdesk.cases import service as cases
from helpdesk.cases.model import PartRole
from support.approving import rules
from support.builders import an_opened_case
from support.officers import Floor
from support.unit_desk import UNIT, registered
from tenants.permissions.model import Role

HELPER, COPY, NOBODY = "Puskesmas Batang II", "Sekretariat", "Bidang Kosong"


class Desk:
    """An agent at the desk with a case that one unit leads; others have officers."""

    def __init__(self, floor: Floor) -> None:
        self.floor, self.units = floor, floor.world.district.units

    async def begin(self) -> "Desk":
        self.agent, self.actor = await self.floor.officer()
        for unit in (HELPER, COPY):
            await self.floor.world.staff(self.floor.world.district, Role.UNIT_OFFICER, unit)
        self.number = await an_opened_case(self.floor.world)
        await cases.dispose(self.actor, self.number, self.units[UNIT], "Periksa", version=None)
        return self

    @property
    def at(self) -> str:
        return f"cases/{self.number}/join_unit"

    async def helps(self, **more: object) -> None:
        join = (self.actor, self.number, [self.units[HELPER]], PartRole.HELPER, "Hitung stok")
        await joining.join(*join, version=None, **more)  # type: ignore[arg-type]

    async def parts(self) -> dict[str, tuple[str, str, str]]:
        rows = await self.floor.world.district.rows(
            "SELECT u.name, d.role, d.state, d.instruction FROM disposition d JOIN unit u"
            " ON u.tenant_id = d.tenant_id AND u.id = d.unit_id WHERE d.tenant_id = $1"
            " AND d.state IN ('open', 'answered')"
        )
        return {row["name"]: (row["role"], row["state"], row["instruction"]) for row in rows}


async def test_units_are_added_later_beside_the_one_that_leads(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    page = (await desk.agent.get(f"cases/{desk.number}")).text
    assert "/join_unit" in page
    added = await desk.agent.does(
        desk.at,
        "/join_unit",
        unit_id=str(desk.units[HELPER]),
        role="helper",
        instruction="Hitung <b>stok</b>",
    )
    assert "Unit itu ikut sekarang" in added.text
    await desk.agent.does(desk.at, "/join_unit", unit_id=str(desk.units[COPY]), role="copy", due_at="")
    assert await desk.parts() == {
        UNIT: ("lead", "open", "Periksa"),
        HELPER: ("helper", "open", "Hitung <b>stok</b>"),
        COPY: ("copy", "open", ""),
    }
    assert "Hitung &lt;b&gt;stok" in (await desk.agent.get(desk.at)).text


async def test_what_is_missing_is_said_where_it_is_missing_and_what_was_typed_stays(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    form = await desk.agent.get(desk.at)
    refused = await desk.agent.send(form, "/join_unit", instruction="Tanpa unit")
    assert refused.status_code == 422
    assert "Pilih sedikitnya satu unit." in refused.text
    assert "Tanpa unit" in refused.text
    past = await desk.agent.send(
        form, "/join_unit", unit_id=str(desk.units[HELPER]), due_at="2020-01-01T08:00"
    )
    assert past.status_code == 422
    assert "Tenggat sudah lewat" in past.text
    assert re.search(rf'value="{desk.units[HELPER]}" checked', past.text)
    odd = await desk.agent.send(form, "/join_unit", unit_id=str(desk.units[HELPER]), role="lead")
    assert odd.status_code == 422
    assert HELPER not in await desk.parts()


async def test_only_units_that_can_read_and_have_no_part_are_offered(floor: Floor) -> None:
    agent, actor = await floor.officer()
    number, units = await an_opened_case(floor.world), floor.world.district.units
    await cases.dispose(actor, number, units[UNIT], "", version=None)
    nobody = (await agent.get(f"cases/{number}/join_unit")).text
    assert 'name="unit_id"' not in nobody
    await registered(floor.world, HELPER)
    await registered(floor.world, UNIT)
    page = (await agent.get(f"cases/{number}/join_unit")).text
    assert re.findall(r'name="unit_id" id="[^"]*" value="([^"]*)"', page) == [str(units[HELPER])]


async def test_the_request_to_a_helper_is_changed(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await desk.helps()
    at = f"cases/{desk.number}/instruct_unit?unit={desk.units[HELPER]}"
    assert f"instruct_unit?unit={desk.units[HELPER]}" in (await desk.agent.get(desk.at)).text
    assert "Hitung stok" in (await desk.agent.get(at)).text
    done = await desk.agent.does(at, "/instruct_unit", instruction="Hitung juga yang kedaluwarsa")
    assert "Permintaan kepada unit itu diubah" in done.text
    assert (await desk.parts())[HELPER] == ("helper", "open", "Hitung juga yang kedaluwarsa")
    wrong = await desk.agent.send(await desk.agent.get(at), "/instruct_unit", due_at="2020-01-01T08:00")
    assert wrong.status_code == 422
    assert HELPER in wrong.text
    stranger = await desk.agent.get(f"cases/{desk.number}/instruct_unit?unit={desk.units[UNIT]}")
    assert "tidak ikut menangani kasus ini lagi" in stranger.text


async def test_a_helper_without_a_number_of_its_own_is_let_go_as_well(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await desk.helps()
    await desk.agent.does(desk.at, "/link_unit", let_go="1")
    assert HELPER not in await desk.parts()
    assert "Unit tidak ikut menangani lagi" in (await desk.agent.get(f"cases/{desk.number}")).text


async def test_a_helper_is_made_the_lead_and_the_former_one_goes_on_helping(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await registered(floor.world, UNIT)
    await desk.helps()
    listed = (await desk.agent.get(desk.at)).text
    at = f"cases/{desk.number}/dispose?unit={desk.units[HELPER]}"
    assert at.replace("cases", f"/desk/{floor.world.district.slug}/cases", 1) in listed
    await desk.agent.does(at, "/dispose", due_at="")
    parts = await desk.parts()
    assert {unit: part[0] for unit, part in parts.items()} == {HELPER: "lead", UNIT: "helper"}


async def test_the_page_says_since_when_until_when_and_how_long(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await desk.helps()
    await floor.world.clock.forward(hours=5)
    page = (await desk.agent.get(desk.at)).text
    card = page[page.index(f">{HELPER}</h2>") :].partition("</section>")[0]
    assert "membantu · belum menjawab · sejak" in card
    assert "membantu selama 5 jam" in card
    beside = (await desk.agent.get(f"cases/{desk.number}")).text
    assert re.search(rf"{HELPER}</dt><dd[^>]*>membantu · belum menjawab · 5 jam", beside)
    promises = (await desk.agent.get(f"cases/{desk.number}/promises")).text
    table = promises[promises.index("Unit yang membantu") :]
    assert re.search(rf"<td>{HELPER}</td><td class=\"num\">5 jam</td><td>masih berjalan</td>", table)


async def test_where_a_rule_asks_for_it_adding_waits_and_is_approved_as_it_was_asked(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await rules(floor.world, Rule(approvers=Approvers.HEAD))
    head, _ = await floor.officer(Role.HEAD, name="Sri")
    asked = await desk.agent.does(
        desk.at, "/join_unit", unit_id=str(desk.units[HELPER]), role="helper", instruction="Hitung stok"
    )
    assert "menunggu persetujuan; unit belum mengetahuinya" in asked.text
    assert "Yang ikut" in asked.text
    assert HELPER not in await desk.parts()
    assert "masih menunggu persetujuan" in (await desk.agent.get(desk.at)).text
    form = (await head.get(f"cases/{desk.number}/approve")).text
    assert "Unit yang memimpin tetap memimpin" in form
    await head.does(f"cases/{desk.number}/approve", "/approve")
    assert await desk.parts() == {
        UNIT: ("lead", "open", "Periksa"),
        HELPER: ("helper", "open", "Hitung stok"),
    }


async def test_where_nobody_could_approve_the_officer_reads_what_to_do(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await rules(floor.world, Rule(approvers=Approvers.HEAD))
    form = await desk.agent.get(f"cases/{desk.number}/dispose")
    refused = await desk.agent.send(form, "/dispose", unit=str(desk.units[HELPER]))
    assert refused.status_code == 409
    assert "Administrator perlu menetapkan seseorang" in refused.text


async def test_who_may_not_pass_cases_on_finds_no_such_page(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    officer, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    assert "join_unit" not in (await officer.get(f"cases/{desk.number}")).text
    page = await officer.get(desk.at)
    assert page.status_code == 303
    forged = await officer.send(await officer.get(f"cases/{desk.number}/give_back"), "/give_back", reason="x")
    assert forged.status_code == 422


async def test_the_tree_says_who_is_there_and_with_what_a_unit_helps(floor: Floor) -> None:
    desk = await Desk(floor).begin()
    await desk.helps()
    await registered(floor.world, UNIT)
    await floor.world.district.change(
        "INSERT INTO unit (tenant_id, id, name, kind) VALUES ($1, gen_random_uuid(), $2, 'field')", NOBODY
    )
    _, signed_in = await floor.officer(Role.UNIT_OFFICER, COPY, name="Joko")
    other = await an_opened_case(floor.world)
    page = (await desk.agent.get(f"cases/{other}/dispose")).text

    def row(unit: str) -> str:
        return page[page.index(f"<span>{unit}</span>") :].partition("</label>")[0]

    assert "1 kasus terbuka" in row(UNIT)
    assert "lewat nomor atau surel unit" in row(UNIT)
    assert "tanpa petugas di meja" in row(NOBODY)
    assert "0 kasus terbuka · membantu 1 kasus · 1 petugas ·" in row(HELPER)
    assert "2 petugas (1 sedang di meja)" in row(COPY)
    assert signed_in.id is not None
    await cases.close(desk.actor, desk.number, version=None)
    page = (await desk.agent.get(f"cases/{other}/dispose")).text
    assert "membantu" not in row(HELPER)
    assert "0 kasus terbuka" in row(UNIT)
