"""On the page of a report its citizen says how the office writes: in which language, and whether also unasked."""

from helpdesk.cases.numbers import pin
from support.builders import a_number, an_opened_case
from support.citizen import Portal, Ticket
from support.people import contact_of

_LEDGER = "SELECT given, source, channel FROM consent WHERE tenant_id = $1 ORDER BY at, id"


async def test_a_citizen_withdraws_and_chooses_a_language_with_number_and_pin(portal: Portal) -> None:
    phone = a_number()
    number = await an_opened_case(portal.world, portal.office, phone)
    row = await portal.office.row("SELECT id FROM cases WHERE tenant_id = $1")
    ticket = Ticket(number, pin(portal.runtime.pin_key, portal.office.id, row["id"], 1))
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert "Pesan dari kami" in page.text
    done = await citizen.press(page, "track/report/wishes", language="en", extras="")
    assert "Pilihan Anda tersimpan" in done.text
    again = await citizen.press(done, "track/report/wishes", language="en", extras="")
    assert again.status == 200
    assert await portal.office.rows(_LEDGER) == [
        {"given": False, "source": "tracking", "channel": "whatsapp"}
    ]
    language = "SELECT language FROM contact WHERE tenant_id = $1 AND id = $2"
    assert await portal.office.value(language, await contact_of(portal.office, phone)) == "en"
    wrong = await citizen.press(done, "track/report/wishes", language="xx", extras="1")
    assert (wrong.status, "Pilih bahasa dari daftar." in wrong.text) == (422, True)
    back = await citizen.press(done, "track/report/wishes", language="id", extras="1")
    assert "Pilihan Anda tersimpan" in back.text
    assert [row["given"] for row in await portal.office.rows(_LEDGER)] == [False, True]


async def test_nobody_else_and_no_report_without_a_thread_changes_wishes(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert "Pesan dari kami" not in page.text
    await citizen.press(page, "track/report/wishes", language="en", extras="")
    stranger = portal.citizen()
    form = await stranger.open("track")
    assert (await stranger.press(form, "track/report/wishes", language="en")).path.endswith("/track")
    assert await portal.office.rows(_LEDGER) == []
