"""On the page of a report its citizen answers what an officer asked, and takes a consent back."""

from helpdesk.cases.numbers import pin
from helpdesk.escalation import naming
from helpdesk.registers import by_rule, standing
from support.builders import a_number, an_opened_case
from support.citizen import Portal, Ticket
from tenants.doors import tenant_scope
from tenants.offices import service as offices

_WORDS = "SELECT given, channel FROM case_consent WHERE tenant_id = $1 ORDER BY at, id"


async def _asked(portal: Portal) -> tuple[Ticket, str]:
    world = portal.world
    number = await an_opened_case(world, portal.office, a_number())
    dewi = await world.staff(portal.office)
    await naming.ask_citizen(dewi, number, (world.province.slug,), world.book, version=None)
    row = await portal.office.row("SELECT id FROM cases WHERE tenant_id = $1")
    return Ticket(number, pin(portal.runtime.pin_key, portal.office.id, row["id"], 1)), number


async def test_a_citizen_answers_with_number_and_pin_and_takes_it_back(portal: Portal) -> None:
    ticket, _ = await _asked(portal)
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    office = f"Kantor {portal.world.province.slug}"
    assert f"Bolehkah petugas {office} melihat nama dan kontak Anda?" in page.text
    assert "Jawaban TIDAK juga tidak apa-apa" in page.text
    about = str((await offices.office(portal.world.province.id)).uid)
    done = await citizen.press(page, "track/report/consents", about=about, answer="yes")
    assert "Jawaban Anda tersimpan" in done.text and "Jawaban Anda: YA" in done.text
    assert "tidak dapat ditarik lagi" in done.text, "what was read stays read"
    back = await citizen.press(done, "track/report/consents", about=about, answer="no")
    assert "Jawaban Anda: TIDAK" in back.text
    assert await portal.office.rows(_WORDS) == [
        {"given": True, "channel": "tracking"},
        {"given": False, "channel": "tracking"},
    ]


async def test_what_an_officer_wrote_down_is_taken_back_here_too(portal: Portal) -> None:
    ticket, number = await _asked(portal)
    dewi = await portal.world.staff(portal.office)
    await by_rule.note_consent(dewi, number, "lewat telepon", given=True)
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert "kami daftarkan ke SP4N-LAPOR!" in page.text and "Cabut persetujuan" in page.text
    await citizen.press(page, "track/report/consents", about="register", answer="no")
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        said = await standing.consent(
            scope, await scope.fetchval("SELECT id FROM cases WHERE tenant_id = $1", portal.office.id)
        )
    assert said is not None and not said.given


async def test_nobody_answers_what_was_not_asked_or_for_somebody_else(portal: Portal) -> None:
    ticket, _ = await _asked(portal)
    citizen, stranger = portal.citizen(), portal.citizen()
    page = await citizen.track(ticket)
    for about, answer in (("register", "yes"), ("x", "yes"), ("", "no"), ("register", "maybe")):
        await citizen.press(page, "track/report/consents", about=about, answer=answer)
    assert (
        await stranger.press(await stranger.open("track"), "track/report/consents", answer="yes")
    ).path.endswith("/track")
    assert await portal.office.rows(_WORDS) == []
