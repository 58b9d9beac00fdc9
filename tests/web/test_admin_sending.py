"""A test message and the quiet hours, as an administrator sets and sees them."""

from uuid import UUID

import httpx

from helpdesk.channels.errors import RecipientUnreachable
from helpdesk.channels.model import UNKNOWN_TIME, ChannelKind
from helpdesk.delivery import quiet
from helpdesk.delivery.model import QuietHours
from helpdesk.message_templates.model import TypedTemplate
from helpdesk.message_templates.service import add_template
from support.builders import a_message, a_number
from support.channel import AccountSettings, refusing
from support.composer import administrator
from support.officers import Browser, Floor, Form
from support.ways_out import WaysOut
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

ME = "+6281200000777"


async def tries(browser: Browser, account: object, to: str) -> httpx.Response:
    page = f"channels/{account}/message"
    answer = await browser.send(await browser.get(page), "/message", to=to)
    return await browser.get(page) if answer.status_code == 303 else answer


async def test_a_message_goes_through_the_queue_and_its_fate_is_shown(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    page = await tries(browser, out.sms, "0812 0000 0777")
    assert "antre" in page.text
    await floor.world.send(floor.world.district)
    sent = floor.world.far_end.sent[-1]
    assert sent.recipient.value == ME
    assert sent.text.startswith("Pesan percobaan dari Kantor ")
    shown = (await browser.get(f"channels/{out.sms}/message")).text
    assert "terkirim" in shown
    assert "••• 0777" in shown
    assert ME not in shown
    floor.world.far_end.answers = [refusing(RecipientUnreachable)]
    await tries(browser, out.email, "saya@kantor.example")
    await floor.world.send(floor.world.district)
    shown = (await browser.get(f"channels/{out.email}/message")).text
    assert "gagal" in shown
    assert "Penerima tidak dapat dihubungi di kanal ini." in shown
    action = "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'channel.test_sent'"
    assert await floor.world.district.value(action) == 2


async def test_whatsapp_takes_a_template_where_nobody_wrote_lately(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    account = floor.world.district.account_id
    refused = await tries(browser, account, ME)
    assert refused.status_code == 409
    assert "templat case_update berbahasa Indonesia belum disetujui" in refused.text
    assert Form(refused.text, "/message").fields["to"] == ME
    template = TypedTemplate(
        name="case_update", language="id", category="utility", body="Kabar {{1}}: {{2}}.", state="approved"
    )
    await add_template(await administrator(floor), account, template)
    assert "case_update" in (await tries(browser, account, ME)).text
    friend = a_number()
    await floor.world.arrive(floor.world.district, a_message(friend, "Halo", at=UNKNOWN_TIME))
    await floor.world.take_in(floor.world.district)
    await tries(browser, account, friend)
    await floor.world.work()
    mine, friends = (
        [each for each in floor.world.far_end.sent if each.recipient.value == to] for to in (ME, friend)
    )
    assert mine[0].template is not None
    assert mine[0].template.variables[0] == "PERCOBAAN"
    assert [each.template for each in friends if "percobaan" in each.text.lower()] == [None]


async def test_what_is_no_address_and_what_is_too_much_is_refused(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    for account, to in ((out.sms, "119"), (out.sms, "021 5201590"), (out.email, "siapa@"), (out.sms, " ")):
        assert (await tries(browser, account, to)).status_code == 422
    for _ in range(6):
        assert (await tries(browser, out.sms, ME)).status_code == 200
    refused = await tries(browser, out.email, "saya@kantor.example")
    assert refused.status_code == 409
    assert "Sudah enam pesan percobaan" in refused.text
    await floor.world.clock.forward(minutes=61)
    assert (await tries(browser, out.sms, ME)).status_code == 200
    for path in ("channels/quiet-hours", f"channels/{out.sms}/message"):
        other, _ = await floor.officer(Role.SUPERVISOR)
        other.desk = browser.desk
        assert (await other.get(path)).status_code == 403


async def test_a_test_letter_counts_among_the_mails_that_nobody_asked_for(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    for address in ("korban@rumah.example", "Korban+uji@rumah.example", "korban@rumah.example"):
        assert (await tries(browser, out.email, address)).status_code == 200
    neighbour = await another_office(floor)
    refused = await tries(*neighbour, "korban@rumah.example")
    assert refused.status_code == 409
    assert "sudah menerima tiga surel yang tidak dimintanya dalam 24 jam" in refused.text
    assert Form(refused.text, "/message").fields["to"] == "korban@rumah.example"
    assert (await tries(*neighbour, "saya@kantor.example")).status_code == 200, (
        "the refused one took no place"
    )
    assert (await tries(browser, out.sms, ME)).status_code == 200
    for place in (floor.world.district, floor.world.neighbour):
        while await floor.world.send(place):
            pass
    written = [each.recipient.value for each in floor.world.far_end.sent if each.recipient.scheme == "email"]
    assert [each for each in written if "orban" in each] == written[:3]
    await floor.world.clock.forward(hours=25)
    assert (await tries(*neighbour, "korban@rumah.example")).status_code == 200


async def another_office(floor: Floor) -> tuple[Browser, UUID]:
    """The administrator of another office, and its mailbox."""
    other, _ = await floor.officer(Role.ADMINISTRATOR, place=floor.world.neighbour)
    other.desk = other.desk.replace("/desk/", "/admin/")
    async with tenant_scope(floor.world.neighbour.id) as scope:
        mailbox = await floor.world.book.add(
            scope, ChannelKind.EMAIL, "Surel", "lapor@lain.example", AccountSettings()
        )
    return other, mailbox


async def test_quiet_hours_are_set_once_for_each_reading(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    assert "Jam tenang mati" in (await browser.get("channels")).text
    page = await browser.get("channels/quiet-hours")
    wrong = await browser.send(page, "/quiet-hours", active="1", begins="25:00", ends="07:00")
    assert wrong.status_code == 422
    assert Form(wrong.text, "/quiet-hours").fields["begins"] == "25:00"
    same = await browser.send(page, "/quiet-hours", active="1", begins="07:00", ends="07.00")
    assert "tidak boleh sama" in same.text
    done = await browser.send(page, "/quiet-hours", active="1", begins="22:30", ends="06:00")
    assert done.status_code == 303
    assert "Jam tenang 22.30–06.00" in (await browser.get("channels")).text
    stale = await browser.send(page, "/quiet-hours", active="", begins="21:00", ends="07:00")
    assert stale.status_code == 409
    manager = await floor.world.staff(floor.world.district, Role.ADMINISTRATOR)
    assert await quiet.quiet_hours(manager) == QuietHours(begins=22 * 60 + 30, ends=6 * 60, version=2)


async def test_an_office_that_set_nothing_is_quiet_from_nine_to_seven(
    floor: Floor, out: WaysOut, browser: Browser
) -> None:
    async with tenant_scope(floor.world.district.id) as scope:
        await scope.execute("DELETE FROM quiet_hours WHERE tenant_id = $1", scope.tenant_id)
    assert "Jam tenang 21.00–07.00" in (await browser.get("channels")).text
