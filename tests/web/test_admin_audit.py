"""The audit log, as it is read."""

import re

import pytest

from support.officers import Browser, Floor
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role, system


async def reader(floor: Floor, role: Role = Role.ADMINISTRATOR) -> tuple[Browser, Actor]:
    browser, actor = await floor.officer(role)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser, actor


async def noted(actor: Actor, count: int) -> None:
    """Many entries, several of them at the same moment."""
    for start in range(0, count, 20):
        async with tenant_scope(actor.tenant_id) as scope:
            for number in range(start, min(start + 20, count)):
                await record(scope, actor, "contact.revealed", "case", None, reason=f"sebab nomor {number};")


async def test_acts_are_told_in_words(floor: Floor) -> None:
    browser, actor = await reader(floor)
    case = await floor.case("Antrean")
    async with tenant_scope(actor.tenant_id) as scope:
        await record(scope, actor, "contact.revealed", "case", case.id, reason="keluarga <b>menelepon</b>")
        detail = {"roles": ["agent"], "were": ["supervisor"]}
        await record(scope, actor, "membership.changed", "membership", actor.id, **detail)
        await record(scope, system(actor.tenant_id), "session.refused", "membership", actor.id)
        await record(scope, actor, "something.new", "nothing", None)
    page = (await browser.get("audit")).text
    for words in (
        "Membuka identitas warga",
        case.number,
        "Alasan: keluarga &lt;b&gt;menelepon&lt;/b&gt;",
        "Peran: Petugas meja layanan",
        "Sebelumnya: Penyelia",
        "Upaya masuk dengan kata sandi salah",
        "Sistem",
        "something.new",
    ):
        assert words in page, words
    assert "Revealed a citizen" in (await browser.get("audit?lang=en")).text


async def test_pages_hold_every_entry_once_the_newest_first(floor: Floor) -> None:
    browser, actor = await reader(floor)
    await noted(actor, 105)
    seen: list[list[int]] = []
    path = "audit"
    while path:
        page = (await browser.get(path)).text
        seen.append([int(number) for number in re.findall(r"sebab nomor (\d+);", page)])
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        path = onward[1].replace("&amp;", "&") if onward else ""
    assert [len(page) for page in seen] == [50, 50, 5]
    assert [number for page in seen for number in page] == list(reversed(range(105)))


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "a" * 500, "%00"])
async def test_a_place_that_is_none_begins_at_the_newest(floor: Floor, cursor: str) -> None:
    browser, actor = await reader(floor)
    await noted(actor, 1)
    page = await browser.get(f"audit?cursor={cursor}")
    assert page.status_code == 200
    assert "sebab nomor 0;" in page.text


async def test_supervisors_read_it_agents_do_not(floor: Floor) -> None:
    supervisor, _ = await reader(floor, Role.SUPERVISOR)
    page = (await supervisor.get("audit")).text
    assert "/channels" not in page, "the side bar shows what one may open"
    agent, _ = await reader(floor, Role.AGENT)
    assert (await agent.get("audit")).status_code == 403


async def test_an_office_s_log_is_its_own(floor: Floor) -> None:
    browser, _ = await reader(floor)
    other = await floor.world.staff(floor.world.neighbour)
    await noted(other, 1)
    assert "sebab nomor 0;" not in (await browser.get("audit")).text
