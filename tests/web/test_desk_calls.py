"""The page of calls and the form of one: who sees what, what is refused, what rings."""

from datetime import UTC, datetime
from html import unescape
from uuid import UUID

from helpdesk.calls.service import take_event
from helpdesk.channels.accounts import NoSettings
from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep
from helpdesk.channels.model import ChannelKind
from kit.ids import uuid7
from support.officers import Browser, Floor
from support.streams import open_tab
from support.world import Place
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

PHONE = "+6281255501234"
RECORDING = "https://rekaman.example/c-1?a=1&b=2"


async def hears(
    floor: Floor, *steps: CallStep, call: str = "c-1", place: Place | None = None, **more: object
) -> UUID:
    """The exchange tells of a call; answers its id."""
    at = place or floor.world.district
    account = await at.value("SELECT id FROM account WHERE tenant_id = $1 AND kind = 'phone'")
    for step in steps:
        told = CallArrived(
            external_id=f"{call}:{step}",
            call_id=call,
            step=step,
            at=datetime.now(UTC),
            **more,  # type: ignore[arg-type]
        )
        async with tenant_scope(at.id) as scope:
            await take_event(scope, account, told, scope.now)
    found: UUID = await at.value("SELECT id FROM phone_call WHERE tenant_id = $1 AND remote_id = $2", call)
    return found


async def shown(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def test_a_running_call_leads_to_its_form_with_the_caller_s_cases_beside_it(floor: Floor) -> None:
    browser, _ = await floor.officer()
    case = await floor.case("Antrean poli gigi")
    assert "Belum ada nomor telepon yang tersambung" in await shown(browser, "calls")
    call = await hears(floor, CallStep.RINGING, caller=PHONE)
    page = await shown(browser, "calls")
    assert f"/calls/{call}" in page
    assert "Siti Aminah" in page
    assert "Berdering" in page
    assert PHONE not in page, "masked as everywhere"
    form = await shown(browser, f"calls/{call}")
    assert f"Antrean poli gigi – {case.number}" in form
    assert PHONE not in form


async def test_a_call_becomes_a_case_whose_line_of_time_has_it(floor: Floor) -> None:
    browser, _ = await floor.officer()
    call = await hears(floor, CallStep.RINGING, CallStep.ANSWERED, caller=PHONE)
    page = await browser.get(f"calls/{call}")
    assert "Bacakan nomor kasusnya kepada penelepon" in page.text, "the office has neither SMS nor a template"
    typed = {"target": "new", "kind": "complaint", "text": "Obat <b>habis</b>"}
    told = [await browser.send(page, f"/calls/{call}", **typed) for _ in range(2)]
    assert told[0].headers["location"] == told[1].headers["location"]
    await hears(floor, CallStep.ENDED, seconds=125, outcome=CallOutcome.ANSWERED, recording=RECORDING)
    case = (await browser.http.get(told[0].headers["location"])).text
    assert "menelepon, 2:05, dicatat oleh Dewi Anjani" in case
    link = f'<a href="{RECORDING.replace("&", "&amp;")}" target="_blank" rel="noopener noreferrer">'
    assert link in case
    assert "Obat &lt;b&gt;habis&lt;/b&gt;" in case
    number = told[0].headers["location"].split("/cases/")[1].split("?")[0]
    assert number in await shown(browser, "calls")


async def test_a_call_is_added_to_a_case_that_is_open(floor: Floor) -> None:
    browser, _ = await floor.officer()
    case = await floor.case("Antrean poli gigi")
    call = await hears(floor, CallStep.RINGING, caller=PHONE)
    said = {"target": case.number, "as": "message", "text": "Masih panjang"}
    page = await browser.does(f"calls/{call}", f"/calls/{call}", **said)
    assert "Telepon dicatat pada kasus ini." in page.text
    assert "Masih panjang" in page.text
    other = {"target": "other", "number": case.number.lower(), "as": "note", "text": "Ibunya menelepon"}
    assert "Ibunya menelepon" in (await browser.does(f"calls/{call}", f"/calls/{call}", **other)).text


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"text": "", "target": "new"}, "Tulis dahulu isinya."),
    ({"target": ""}, "Pilih kasus tempat telepon ini dicatat."),
    ({"target": "other", "number": "BTG-1"}, "Tidak ada kasus dengan nomor itu"),
    ({"target": "new", "kind": "riddle"}, "Pilih jenis kasus."),
    ({"target": "new", "inform": "1"}, "Bacakan nomor kasusnya kepada warga"),
    ({"target": "x", "as": "riddle"}, "Pilih salah satu dari daftar."),
)


async def test_what_is_wrong_is_told_by_the_field_and_nothing_changes(floor: Floor) -> None:
    browser, _ = await floor.officer()
    call = await hears(floor, CallStep.RINGING, caller=PHONE)
    page = await browser.get(f"calls/{call}")
    for typed, words in WRONG:
        answer = await browser.send(page, f"/calls/{call}", **{"text": "Halo", "name": "Sri", **typed})
        assert answer.status_code == 422, words
        assert words in answer.text
        assert "Sri" in answer.text, "what was typed stays"
    assert await floor.world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 0
    assert await floor.world.district.value("SELECT count(*) FROM call_case WHERE tenant_id = $1") == 0


async def test_whoever_calls_back_sees_the_number_and_nobody_else(floor: Floor) -> None:
    dewi, _ = await floor.officer()
    tono, _ = await floor.officer()
    call = await hears(floor, CallStep.RINGING, CallStep.ENDED, caller=PHONE, outcome=CallOutcome.MISSED)
    before = await tono.get("calls")
    assert "Tak terjawab" in before.text
    page = await dewi.does("calls", f"/calls/{call}/take")
    assert f'href="tel:{PHONE}"' in page.text
    late = await tono.send(before, f"/calls/{call}/take")
    assert late.status_code == 409
    assert "Rekan Anda baru saja mengubah telepon ini." in late.text
    assert "Dewi Anjani menghubungi kembali" in late.text
    assert PHONE not in late.text
    done = await dewi.does("calls", f"/calls/{call}/finish")
    assert "Tidak ada penelepon yang perlu dihubungi kembali." in done.text
    assert "dihubungi kembali oleh Dewi Anjani" in done.text


async def test_only_who_opens_cases_sees_calls(floor: Floor) -> None:
    call = await hears(floor, CallStep.RINGING, caller=PHONE)
    for role, units in (
        (Role.UNIT_OFFICER, ("Puskesmas Batang I",)),
        (Role.HEAD, ()),
        (Role.ADMINISTRATOR, ()),
    ):
        browser, _ = await floor.officer(role, *units)
        for path in ("calls", "live/calls", f"calls/{call}", f"live/calls/{call}"):
            assert (await browser.get(path)).status_code == 403, (role, path)


async def test_a_call_rings_at_open_pages_of_its_office_and_says_nothing(floor: Floor) -> None:
    await floor.runtime.redis.flushall()
    mine, _ = await floor.officer()
    unit, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    theirs, _ = await floor.officer(place=floor.world.neighbour)
    async with (
        open_tab(floor.app, mine, "stream") as here,
        open_tab(floor.app, unit, "stream") as beside,
        open_tab(floor.app, theirs, "stream") as there,
    ):
        for tab in (here, beside, there):
            await tab.until("hello")
            await tab.until("resync")
        call = await hears(floor, CallStep.RINGING, caller=PHONE)
        await floor.world.dispatch(floor.world.district, floor.runtime.live.ringer.published)
        rung = await here.until("call")
        assert rung.data == "-"
        assert '<span class="count num bad">1</span>' in (await mine.get("live/list")).text
        await beside.nothing("call", "changed")
        await there.nothing("call", "changed", seconds=0.1)
    part = (await mine.get("live/calls")).text
    assert f'data-key="{call}"' in part
    assert "<html" not in part
    assert "Berdering" in (await mine.get(f"live/calls/{call}")).text


async def test_number_and_pin_are_offered_by_what_the_office_has(floor: Floor) -> None:
    browser, _ = await floor.officer()
    assert 'name="inform"' not in await shown(browser, "new")
    whatsapp = floor.world.district.account_id
    await floor.world.district.change(
        "INSERT INTO message_template (tenant_id, id, account_id, name, language, category, body, variables, state)"
        " VALUES ($1, $2, $3, 'case_update', 'id', 'utility', '{{1}}: {{2}}', '{a,b}', 'approved')",
        uuid7(),
        whatsapp,
    )
    assert "nomor kasus dan PIN dikirim lewat WhatsApp" in await shown(browser, "new")
    call = await hears(floor, CallStep.RINGING, caller=PHONE)
    said = {"target": "new", "kind": "complaint", "text": "Obat habis", "inform": "1"}
    page = await browser.does(f"calls/{call}", f"/calls/{call}", **said)
    assert "Nomor dan PIN sedang dikirim kepada warga." in page.text
    await floor.world.send(floor.world.district)
    [sent] = floor.world.far_end.sent
    assert sent.template is not None
    assert sent.template.name == "case_update"
    assert "PIN: " in sent.template.variables[1]
    assert sent.recipient.value == PHONE


async def test_a_plain_account_is_no_line(floor: Floor) -> None:
    browser, _ = await floor.officer()
    async with tenant_scope(floor.world.district.id) as scope:
        await floor.world.book.add(scope, ChannelKind.PHONE, "Loket telepon", "", NoSettings())
    assert "Belum ada nomor telepon yang tersambung" in await shown(browser, "calls")
