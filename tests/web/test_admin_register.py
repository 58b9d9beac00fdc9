"""The pages of the register: its lists, and the maps."""

import httpx
import pytest

from support.administrators import an_administrator
from support.lapor_watch import LaporStage, a_lapor
from support.officers import Browser, Floor


async def _joined(floor: Floor) -> tuple[Browser, str]:
    browser, _ = await an_administrator(floor)
    account_id = await floor.world.district.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
    )
    return browser, f"lapor/{account_id}"


def _use(floor: Floor, stage: LaporStage) -> None:
    floor.runtime.accounts = stage.book


async def _pressed(browser: Browser, page: str, ending: str, **typed: str) -> httpx.Response:
    return await browser.send(await browser.get(page), ending, **typed)


async def test_an_administrator_fetches_the_lists_and_reads_what_is_gone(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, path = await _joined(floor)
        answer = await _pressed(browser, "lapor", "/fetch")
        assert "Daftar diambil: 9 baru, 0 berubah, 0 tidak ada lagi." in answer.text
        await stage.faults(institutions_hidden=1)
        answer = await _pressed(browser, "lapor", "/fetch")
        assert "tidak ada lagi di SP4N-LAPOR!" in answer.text
        assert "Pemerintah Provinsi Jawa Tengah" in answer.text
        shown = await browser.get(f"{path}/lists/institution")
        assert "Tidak ada lagi" in shown.text and "BPJS Kesehatan" in shown.text
        await stage.faults(orders=[{"call": "masters", "failure": "unauthorized"}])
        assert 'role="alert"' in (await _pressed(browser, "lapor", "/fetch")).text


async def test_a_list_without_a_call_is_typed_in(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, path = await _joined(floor)
        page = f"{path}/lists/category"
        done = await browser.does(page, "/category", text="id,nama\n436,Lainnya terkait Kesehatan")
        assert "Daftar ditambah." in done.text and "Lainnya terkait Kesehatan" in done.text
        for wrong, said in (("", "Pilih berkas"), ("436", "tidak terbaca"), ('"a,b', "tidak terbaca")):
            answer = await _pressed(browser, page, "/category", text=wrong)
            assert (answer.status_code, said in answer.text) == (422, True), wrong


async def test_a_map_is_kept_on_its_page(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, path = await _joined(floor)
        await _pressed(browser, f"{path}/lists/category", "/category", text="436,Pelayanan obat dan vaksin")
        page = f"{path}/maps/category"
        before = await browser.get(page)
        assert "Saran: 436, Pelayanan obat dan vaksin" in before.text
        refused = await browser.send(before, "/maps/category", code_0="999")
        assert (refused.status_code, 'value="999"' in refused.text) == (422, True)
        done = await browser.does(page, "/maps/category", code_0="436")
        assert "Padanan disimpan." in done.text
        stale = await browser.send(before, "/maps/category", code_0="")
        assert stale.status_code == 409
        assert "Orang lain baru saja mengubah padanan ini" in stale.text
        suggested = await browser.get(f"{page}?suggest=1")
        assert 'value="436"' in suggested.text


@pytest.mark.parametrize(
    ("kind", "key", "label", "code"),
    [("channel", "whatsapp", "WhatsApp", "26"), ("template", "more_data", "Permintaan data", "tanya")],
)
async def test_ways_in_and_answers_have_maps_of_their_own(
    floor: Floor, kind: str, key: str, label: str, code: str
) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, path = await _joined(floor)
        page = await browser.get(f"{path}/maps/{kind}")
        assert label in page.text and f'href="{page.url.path}"' in (await browser.get("lapor")).text
        place = page.text.split(f'value="{key}"')[0].rsplit('name="key_', 1)[1].split('"')[0]
        done = await browser.does(f"{path}/maps/{kind}", f"/maps/{kind}", **{f"code_{place}": code})
        assert "Padanan disimpan." in done.text and f'value="{code}"' in done.text


@pytest.mark.parametrize("path", ["lists/nothing", "maps/nothing"])
async def test_a_list_or_map_that_is_none_is_not_found(floor: Floor, path: str) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, account = await _joined(floor)
        assert (await browser.get(f"{account}/{path}")).status_code == 404


async def test_the_channel_page_says_since_when_nobody_looks_and_a_good_test_looks_again(
    floor: Floor,
) -> None:
    async with a_lapor(floor.world) as stage:
        _use(floor, stage)
        browser, _ = await _joined(floor)
        district = floor.world.district
        await district.change(
            "UPDATE account SET blocked_at = now(), blocked_until = now(), blocked_code = 'channel_failing',"
            " follow_fails = 10 WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        )
        page = await browser.get("channels")
        assert "Pemantauan terhenti sejak" in page.text
        account_id = (await browser.get("lapor")).text.split("/lapor/")[1].split("/")[0]
        tested = await browser.send(page, f"/{account_id}/test")
        assert tested.status_code == 200
        assert "Pemantauan terhenti" not in (await browser.get("channels")).text
        fails = "SELECT follow_fails FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        assert await district.value(fails) == 0
