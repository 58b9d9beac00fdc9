"""A disposition that waits, on the pages of the desk: asked for, seen, approved, changed, refused, withdrawn."""

import json
import re

import httpx
import pytest

from helpdesk.approvals.model import Approvers, Rule
from helpdesk.cases import service as cases
from support.approving import rules
from support.builders import an_opened_case
from support.officers import Browser, Floor
from support.unit_desk import UNIT, registered
from tenants.permissions.model import Role

OTHER = "Puskesmas Batang II"


class Desk:
    """An agent who asks and a head who decides, over one case."""

    def __init__(self, floor: Floor, agent: Browser, head: Browser, number: str) -> None:
        self.floor, self.agent, self.head, self.number = floor, agent, head, number
        self.units = floor.world.district.units

    async def ask(self, unit: str = UNIT) -> httpx.Response:
        return await self.agent.does(
            f"cases/{self.number}/dispose",
            "/dispose",
            unit=str(self.units[unit]),
            instruction="Periksa loket",
        )

    async def with_unit(self) -> str | None:
        return await self.floor.world.district.value(
            "SELECT u.name FROM cases c LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
            " WHERE c.tenant_id = $1"
        )


@pytest.fixture
async def desk(floor: Floor) -> Desk:
    await rules(floor.world, Rule(approvers=Approvers.HEAD))
    agent, _ = await floor.officer(name="Dewi")
    head, _ = await floor.officer(Role.HEAD, name="Sri")
    return Desk(floor, agent, head, await an_opened_case(floor.world))


async def test_the_page_says_that_it_waits_for_whom_and_why(desk: Desk) -> None:
    page = (await desk.ask()).text
    assert "unit belum mengetahuinya" in page
    for word in ("Menunggu persetujuan", "Dewi", UNIT, "Periksa loket", "pimpinan", "setiap disposisi"):
        assert word in page
    assert await desk.with_unit() is None
    assert "cases/" + desk.number + "/approve" not in page, "the agent is offered no approval"
    listed = (await desk.head.get("cases?folder=approval")).text
    assert desk.number in listed


async def test_what_was_typed_is_words_and_nothing_else_wherever_it_waits(desk: Desk) -> None:
    harm = "<script>alert(1)</script>"
    await desk.agent.does(
        f"cases/{desk.number}/dispose", "/dispose", unit=str(desk.units[UNIT]), instruction=harm
    )
    for at in ("", "/approve", "/refuse"):
        page = (await desk.head.get(f"cases/{desk.number}{at}")).text
        assert "&lt;script&gt;" in page, at
        assert "<script>alert" not in page, at


async def test_the_head_approves_as_it_stands(desk: Desk) -> None:
    await desk.ask()
    assert "Setujui disposisi" in (await desk.head.get(f"cases/{desk.number}")).text
    page = await desk.head.does(f"cases/{desk.number}/approve", "/approve")
    assert "disetujui" in page.text
    assert await desk.with_unit() == UNIT
    assert await desk.floor.world.district.value(
        "SELECT state FROM approval_request WHERE tenant_id = $1"
    ) == ("approved")


async def test_the_head_changes_it_first(desk: Desk) -> None:
    await desk.ask()
    await desk.head.does(f"cases/{desk.number}/approve", "/approve", unit=str(desk.units[OTHER]))
    assert await desk.with_unit() == OTHER
    assert "disetujui dengan perubahan" in (await desk.agent.get(f"cases/{desk.number}")).text


async def test_the_head_refuses_with_a_reason(desk: Desk) -> None:
    await desk.ask()
    short = await desk.head.send(await desk.head.get(f"cases/{desk.number}/refuse"), "/refuse", reason="x")
    assert short.status_code == 422
    await desk.head.does(f"cases/{desk.number}/refuse", "/refuse", reason="Bukan tugas unit itu")
    page = (await desk.agent.get(f"cases/{desk.number}")).text
    assert "Bukan tugas unit itu" in page
    assert "ditolak" in page
    assert await desk.with_unit() is None


async def test_the_agent_takes_the_request_back_and_may_ask_again(desk: Desk) -> None:
    await desk.ask()
    again = await desk.agent.send(
        await desk.agent.get(f"cases/{desk.number}/dispose"), "/dispose", unit=str(desk.units[OTHER])
    )
    assert again.status_code == 409
    assert "masih menunggu persetujuan" in again.text
    gone = await desk.agent.does(f"cases/{desk.number}", "/unask")
    assert "Permintaan disposisi dibatalkan" in gone.text
    await desk.ask(OTHER)


async def test_a_form_that_was_open_when_somebody_else_decided_says_so(desk: Desk) -> None:
    await desk.ask()
    open_form = await desk.head.get(f"cases/{desk.number}/refuse")
    await desk.agent.does(f"cases/{desk.number}", "/unask")
    late = await desk.head.send(open_form, "/refuse", reason="Bukan tugas unit itu")
    assert late.status_code in (303, 409)
    assert await desk.floor.world.district.value(
        "SELECT state FROM approval_request WHERE tenant_id = $1"
    ) == ("withdrawn")


async def test_the_administrator_sets_the_rules_in_their_order(floor: Floor) -> None:
    administrator, _ = await floor.officer(Role.ADMINISTRATOR)
    at = f"/admin/{floor.world.district.slug}/approvals"
    empty = await administrator.http.get(at)
    assert "Belum ada aturan" in empty.text
    unit = str(floor.world.district.units[UNIT])
    saved = await administrator.send(
        empty,
        "/approvals",
        approvers_1="head",
        grade_1="red",
        approvers_2="supervisor",
        unit_2=unit,
        longer_2="1",
    )
    assert saved.status_code == 303, saved.text
    stored = await floor.world.district.value("SELECT rules::text FROM approval_plan WHERE tenant_id = $1")
    assert json.loads(str(stored)) == [
        {"approvers": "head", "grade": "red"},
        {"approvers": "supervisor", "unit_id": unit, "longer": True},
    ]
    page = (await administrator.http.get(f"{at}?done=saved")).text
    assert "Aturan persetujuan disimpan" in page
    assert page.count("selected") >= 4
    stale = await administrator.send(empty, "/approvals", approvers_1="head")
    assert stale.status_code == 409
    fresh = await administrator.http.get(at)
    nobody = await administrator.send(fresh, "/approvals", approvers_1="", kind_1="complaint")
    assert nobody.status_code == 422
    assert "Pilih siapa yang memutuskan" in nobody.text


async def test_who_administers_nothing_sets_no_rule(floor: Floor) -> None:
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    assert (await supervisor.http.get(f"/admin/{floor.world.district.slug}/approvals")).status_code in (
        403,
        404,
    )


async def test_the_form_explains_the_due_time_that_it_proposes(floor: Floor) -> None:
    agent, _ = await floor.officer()
    number = await an_opened_case(floor.world)
    page = (await agent.get(f"cases/{number}/dispose")).text
    [field] = re.findall(r'<input[^>]*name="due_at"[^>]*>', page)
    assert re.search(r'value="20\d\d-', field), field
    assert "Cara menghitung usulan ini" in page
    assert "dihitung sejak" in page
    assert "buka sekarang" in page or "tutup, buka" in page


async def test_a_helper_answers_at_the_desk_and_the_desk_returns_it(floor: Floor) -> None:
    agent, actor = await floor.officer()
    await registered(floor.world, OTHER)
    helper, _ = await floor.officer(Role.UNIT_OFFICER, OTHER, name="Joko")
    number, units = await an_opened_case(floor.world), floor.world.district.units
    await cases.dispose(actor, number, units[UNIT], "", version=None, helpers=[units[OTHER]])
    listed = (await helper.get("cases?folder=beside")).text
    assert number in listed
    assert "Membantu" in listed
    sent = await helper.does(
        f"cases/{number}/answer_as_unit", "/answer_as_unit", text="<b>Stok</b> masih ada"
    )
    assert "Jawaban unit masuk" in sent.text
    assert "&lt;b&gt;Stok" in sent.text
    assert number in (await agent.get("cases?folder=answers")).text
    back = await agent.does(
        f"cases/{number}/return_answer", "/return_answer", reason="<i>Sebutkan</i> jumlahnya"
    )
    assert "dikembalikan ke unit" in back.text
    assert "&lt;i&gt;Sebutkan&lt;/i&gt; jumlahnya" in (await helper.get(f"cases/{number}")).text
    assert number not in (await agent.get("cases?folder=answers")).text


async def test_the_case_says_who_held_it_how_long(floor: Floor) -> None:
    agent, actor = await floor.officer()
    number = await an_opened_case(floor.world)
    await floor.world.clock.forward(hours=3)
    await cases.dispose(actor, number, floor.world.district.units[UNIT], "", version=None)
    await floor.world.clock.forward(hours=5)
    page = (await agent.get(f"cases/{number}")).text
    held = page[page.index("Siapa memegang berapa lama") :][:900]
    assert re.search(r"Meja layanan</dt><dd[^>]*>3 jam", held), held
    assert re.search(rf"{UNIT}</dt><dd[^>]*>5 jam", held), held
    assert "Semua: 8 jam" in held
