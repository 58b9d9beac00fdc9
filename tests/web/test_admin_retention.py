"""The page on which an office says how long citizens' data are kept."""

import pytest

from helpdesk.cases import service as cases
from helpdesk.retention import service as retention
from helpdesk.retention.jobs import erase_due
from helpdesk.retention.model import Period
from support.administrators import audited
from support.builders import an_opened_case
from support.officers import Browser, Floor
from tenants.permissions.model import Actor, Role

_PLAN = "SELECT periods::text FROM retention_plan WHERE tenant_id = $1"
_ERASED = "SELECT count(*) FROM cases WHERE tenant_id = $1 AND erased"


async def ended_long_ago(floor: Floor) -> None:
    dewi = await floor.world.staff(floor.world.district)
    await cases.close(dewi, await an_opened_case(floor.world), version=None)
    await floor.world.work(floor.world.district)
    await floor.world.district.change(
        "UPDATE cases SET closed_at = closed_at - interval '13 months' WHERE tenant_id = $1"
    )


async def test_an_administrator_counts_first_confirms_and_only_then_something_goes(
    floor: Floor, browser: Browser
) -> None:
    await ended_long_ago(floor)
    empty = await browser.get("retention")
    assert "Belum diatur" in empty.text
    typed = {"months_complaint": "12", "law_complaint": "JRA kantor"}
    counted = await browser.send(empty, "/retention", act="weigh", **typed)
    assert counted.status_code == 200 and "1 hari ini, 0 lagi dalam 30 hari" in counted.text
    assert await floor.world.district.rows(_PLAN) == [], "counting sets nothing"
    asked = await browser.send(counted, "/retention", **typed)
    assert asked.status_code == 409 and "langsung menghapus data warga dari 1 kasus" in asked.text
    assert await floor.world.district.rows(_PLAN) == []
    saved = await browser.send(asked, "/retention", confirm="1", **typed)
    assert saved.status_code == 303
    assert "Masa simpan disimpan" in (await browser.get("retention?done=saved")).text
    assert 'value="12"' in (await browser.get("retention")).text
    await erase_due(floor.world.district.id)
    assert await floor.world.district.value(_ERASED) == 1
    assert "retention.changed" in await audited(floor.world.district)
    log = (await browser.get("audit")).text
    assert "Mengubah masa simpan data warga" in log and "Pengaduan: disimpan 0 → 12 bulan" in log


async def test_what_is_no_number_of_months_is_said_beside_its_field(browser: Browser) -> None:
    page = await browser.get("retention")
    for typed in ("601", "-1", "setahun", "1.5", "٣"):
        wrong = await browser.send(page, "/retention", months_consultation=typed)
        assert wrong.status_code == 422 and "0 sampai 600" in wrong.text


async def test_a_form_that_somebody_else_overtook_changes_nothing(browser: Browser, floor: Floor) -> None:
    first, second = await browser.get("retention"), await browser.get("retention")
    assert (await browser.send(first, "/retention", months_complaint="24")).status_code == 303
    late = await browser.send(second, "/retention", months_complaint="1")
    assert late.status_code == 409 and "diubah orang lain" in late.text
    assert '"months": 24' in str(await floor.world.district.value(_PLAN))


async def test_the_ministrys_advice_fills_the_form_and_holds_only_when_it_is_saved(
    floor: Floor, browser: Browser
) -> None:
    ministry = await floor.world.staff(floor.world.ministry, Role.ADMINISTRATOR)
    wanted = {"complaint": Period(months=60, law="Pedoman kementerian")}
    await retention.change(ministry, wanted, kinds=("complaint",), advised=True, version=0)
    page = await browser.get("retention")
    assert "Baru berlaku setelah Anda menyimpannya" in page.text and 'value="60"' in page.text
    assert "60 bulan." in page.text and "Anjurkan kepada kantor di bawah" not in page.text
    assert await floor.world.district.rows(_PLAN) == []
    assert (await browser.send(page, "/retention")).status_code == 303
    assert '"months": 60' in str(await floor.world.district.value(_PLAN))
    await browser.send(await browser.get("retention"), "/retention", advised="1")
    assert not await floor.world.district.value("SELECT advised FROM retention_plan WHERE tenant_id = $1")


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNIT_OFFICER, Role.SUPERVISOR, Role.HEAD])
async def test_who_administers_nothing_neither_sees_nor_sets_it(
    floor: Floor, browser: Browser, role: Role
) -> None:
    page = await browser.get("retention")
    other: tuple[Browser, Actor] = await floor.officer(
        role, *(["Sekretariat"] if role is Role.UNIT_OFFICER else [])
    )
    at = f"/admin/{floor.world.district.slug}/retention"
    assert (await other[0].http.get(at)).status_code in (403, 404)
    assert (await other[0].send(page, "/retention", months_complaint="1")).status_code in (403, 404)
