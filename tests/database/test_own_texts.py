"""What an office says in its own words is said everywhere by worker and web alike, and by that office only."""

from uuid import UUID

import pytest

from helpdesk.casefile.service import case_page
from helpdesk.cases import service as cases
from helpdesk.cases.numbers import pin
from helpdesk.channels.accounts import AccountBook
from helpdesk.escalation import service as escalation
from helpdesk.inbox import service as inbox
from helpdesk.replies import service as replies
from helpdesk.texts import service as texts
from helpdesk.texts.model import Form, OwnText, Place
from helpdesk.texts.service import own_words
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from kit.sealing import Sealer
from support.administrators import audited
from support.builders import a_message, a_number, an_opened_case
from support.channel import adapters_with_sms, an_sms_account
from support.colleagues import UNIT, a_colleague
from support.people import a_person
from support.ways_out import ways_out
from support.world import PIN_KEY, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

ACKNOWLEDGED: Place = ("acknowledged", Form.MESSAGE, "id")
OURS = "Konlaporbae: nomor {nomor}, PIN {pin}, pantau {tautan}. Darurat? 119."
SAMPLE = {"number": "BTG-7K4Q-29XM-C", "pin": "123456", "link": "https://sahut.example/t/batang/track"}


@pytest.fixture
async def administrator(world: World) -> Actor:
    return await world.staff(world.district, Role.ADMINISTRATOR)


async def says(world: World, actor: Actor, place: Place, words: str, version: int = 0) -> None:
    """The office's administrator writes it."""
    sample = {**SAMPLE, "office": "Kementerian Kesehatan", "kinds": "1. Pengaduan", "places": "1. Pustu"}
    assert await texts.change(actor, place, words, sample, world.book, version=version)


async def heard(world: World, phone: str) -> list[str]:
    """What the citizen reads after the worker did its work."""
    await world.work()
    return [each.text for each in world.far_end.sent_to(phone)]


async def test_a_new_report_is_acknowledged_in_the_offices_words_with_the_right_pin(
    world: World, administrator: Actor
) -> None:
    await says(world, administrator, ACKNOWLEDGED, OURS)
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    [told] = await heard(world, phone)
    row = await world.district.row("SELECT id, pin_generation FROM cases WHERE tenant_id = $1")
    digits = pin(PIN_KEY, world.district.id, row["id"], row["pin_generation"])
    assert told.startswith(f"Konlaporbae: nomor {number}, PIN {digits}, pantau http")
    assert told.endswith("/track. Darurat? 119.")
    kept = await world.district.value("SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out'")
    assert digits not in kept
    shown = await case_page(await world.staff(world.district), number, world.book)
    assert any("PIN ●●●●●●, pantau" in str(each) for each in shown.timeline)


async def test_other_offices_other_languages_and_other_texts_stay_usual(
    world: World, administrator: Actor
) -> None:
    await says(world, administrator, ACKNOWLEDGED, OURS)
    await says(world, administrator, ("answered", Form.MESSAGE, "id"), "Beres: {nomor}. Nilai di {tautan}")
    elsewhere, john = a_number(), await a_person(world)
    await an_opened_case(world, world.neighbour, elsewhere)
    assert (await heard(world, elsewhere))[0].startswith("Terima kasih. Laporan Anda kami terima")
    await world.district.change("UPDATE contact SET language = 'en' WHERE tenant_id = $1")
    dewi = await world.staff(world.district)
    await cases.resolve(dewi, john.number, version=None)
    assert "We consider report" in (await heard(world, john.phone))[-1]
    await cases.reopen(dewi, john.number, version=None)
    assert "We have reopened" in (await heard(world, john.phone))[-1]
    assert await texts.texts_of(await world.staff(world.neighbour, Role.ADMINISTRATOR)) == {}


async def test_news_of_a_case_are_told_in_the_offices_words(world: World, administrator: Actor) -> None:
    await says(world, administrator, ("answered", Form.MESSAGE, "id"), "Beres: {nomor}. Nilai di {tautan}")
    await says(world, administrator, ("handed_over", Form.MESSAGE, "id"), "{nomor} ada di {kantor}, {tautan}")
    dewi, siti, budi = await world.staff(world.district), await a_person(world), await a_person(world)
    await cases.resolve(dewi, siti.number, version=None)
    assert (await heard(world, siti.phone))[-1].startswith(f"Beres: {siti.number}. Nilai di http")
    supervisor = await world.staff(world.district, Role.SUPERVISOR)
    await escalation.escalate(
        supervisor, budi.number, world.province.slug, "Di luar wewenang", world.book, version=None
    )
    [told] = [each for each in await heard(world, budi.phone) if " ada di " in each]
    assert told.startswith(f"{budi.number} ada di Kantor {world.province.slug}, http")


async def test_a_day_later_the_offices_words_go_into_the_template_in_one_line(
    world: World, administrator: Actor
) -> None:
    await says(world, administrator, ("closed", Form.MESSAGE, "id"), "Ditutup:\n\n{nomor}\n {tautan}")
    siti = await a_person(world)
    await heard(world, siti.phone)
    await world.clock.forward(hours=25)
    await cases.close(await world.staff(world.district), siti.number, version=None)
    await world.work()
    template = world.far_end.sent[-1].template
    assert template is not None
    assert template.name == "case_update"
    assert template.variables[0] == siti.number
    assert template.variables[1].startswith(f"Ditutup: {siti.number} http")
    assert "\n" not in template.variables[1]


async def test_an_sms_has_words_of_its_own(world: World, administrator: Actor) -> None:
    world.book = AccountBook(adapters_with_sms(world.far_end, 2), Sealer([b"s" * 32]))
    account = await an_sms_account(world.district.id, world.book)
    await says(world, administrator, ACKNOWLEDGED, OURS)
    out = await answered_by_sms(world, account)
    assert out.startswith("Laporan "), "the words of messages are not those of SMS"
    await says(world, administrator, ("acknowledged", Form.SMS, "id"), "{nomor} {pin} {tautan} 119")
    assert (await answered_by_sms(world, account)).endswith("/track 119")


async def answered_by_sms(world: World, account: UUID) -> str:
    """What somebody reads who wrote an SMS."""
    phone = a_number()
    await inbox.receive(world.district.id, account, [a_message(phone)])
    return (await heard(world, phone))[-1]


async def test_no_text_is_longer_than_the_gateway_takes(world: World, administrator: Actor) -> None:
    world.book = AccountBook(adapters_with_sms(world.far_end, 1), Sealer([b"s" * 32]))
    await an_sms_account(world.district.id, world.book)
    place, long = ("reopened", Form.SMS, "id"), "{nomor} " + "a" * 150
    with pytest.raises(Invalid) as caught:
        await says(world, administrator, place, long)
    assert caught.value.details["fields"] == {"text": "too_many_parts"}
    assert await texts.texts_of(administrator) == {}
    world.book = AccountBook(adapters_with_sms(world.far_end, 2), Sealer([b"s" * 32]))
    await says(world, administrator, place, long)
    async with tenant_scope(world.district.id) as scope:
        await texts.must_take_all(scope, 2)
        with pytest.raises(Invalid):
            await texts.must_take_all(scope, 1)


async def test_a_letter_bears_the_offices_subject(world: World, administrator: Actor) -> None:
    out = await ways_out(world)
    await says(world, administrator, ("acknowledged", Form.SUBJECT, "id"), "Laporan {nomor}")
    await says(world, administrator, ("answered", Form.SUBJECT, "id"), "Selesai: {nomor}")
    await out.by_letter("siti@warga.example", "Obat di puskesmas habis")
    number = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    await world.work()
    await cases.resolve(await world.staff(world.district), number, version=None)
    await world.work()
    letters = [each for each in world.far_end.sent if each.recipient.scheme == "email"]
    assert [each.subject for each in letters] == [f"Laporan {number}", f"Selesai: {number}"]
    await replies.reply(
        await world.staff(world.district), number, "Obat datang besok.", world.book, version=None
    )
    await world.work()
    assert world.far_end.sent[-1].subject == "", "what an officer writes bears the account's own"


async def test_dialogues_speak_in_the_offices_words(world: World, administrator: Actor) -> None:
    await says(world, administrator, ("menu", Form.MESSAGE, "id"), "Sugeng rawuh.\n{pilihan}\nDarurat? 119.")
    await says(world, administrator, ("photo", Form.MESSAGE, "id"), "Ada foto? Tidak: 0.")
    phone = a_number()
    for text in ("halo", "1", "Antrean penuh sekali", "0"):
        await world.arrive(world.district, a_message(phone, text))
        await world.work()
    told = await heard(world, phone)
    assert told[0].startswith("Sugeng rawuh.\n1. Pengaduan\n2. Konsultasi")
    assert told[0].endswith("For English, reply ENGLISH.")
    assert told[-1] == "Ada foto? Tidak: 0."


async def test_colleagues_are_told_in_the_offices_words(world: World, administrator: Actor) -> None:
    await says(world, administrator, ("disposed", Form.MESSAGE, "id"), "Baru: {nomor} – {tautan}")
    await says(world, administrator, ("colleague_wrote", Form.MESSAGE, "id"), "Lewat {tautan} saja.")
    _, phone = await a_colleague(world)
    await world.arrive(world.district, a_message(phone, "Halo kantor"))
    assert (await heard(world, phone))[0].startswith("Lewat http")
    number = await an_opened_case(world)
    dewi = await world.staff(world.district)
    await cases.dispose(dewi, number, world.district.units[UNIT], "Periksa", version=None)
    assert (await heard(world, phone))[-1].startswith(f"Baru: {number} – http")


async def test_words_are_remembered_for_seconds_and_those_saved_here_hold_at_once(
    world: World, administrator: Actor
) -> None:
    phone = a_number()
    await an_opened_case(world, phone=phone)
    await says(world, administrator, ACKNOWLEDGED, OURS)
    async with tenant_scope(world.district.id) as scope:
        assert (await own_words(scope))[ACKNOWLEDGED].startswith("Konlaporbae")
    await world.district.change("UPDATE own_text SET text = 'X {number} {pin} {link}' WHERE tenant_id = $1")
    async with tenant_scope(world.district.id) as scope:
        assert (await own_words(scope))[ACKNOWLEDGED].startswith("Konlaporbae"), "not read for every message"
    await texts.take_back(administrator, ACKNOWLEDGED, version=1)
    async with tenant_scope(world.district.id) as scope:
        assert await own_words(scope) == {}


async def test_words_that_no_longer_fit_their_text_are_not_said(world: World) -> None:
    await world.district.change(
        "INSERT INTO own_text (tenant_id, key, form, language, text, version)"
        " VALUES ($1, 'acknowledged', 'message', 'id', 'Halo {number}', 1)"
    )
    phone = a_number()
    await an_opened_case(world, phone=phone)
    assert (await heard(world, phone))[-1].startswith("Terima kasih. Laporan Anda kami terima")


async def test_who_saves_over_somebody_else_is_refused_also_after_it_was_taken_back(
    world: World, administrator: Actor
) -> None:
    await says(world, administrator, ACKNOWLEDGED, OURS)
    other = await world.staff(world.district, Role.ADMINISTRATOR)
    with pytest.raises(Stale) as caught:
        await says(world, other, ACKNOWLEDGED, f"{OURS} Salam.")
    assert caught.value.details["current"] == 1
    await texts.take_back(other, ACKNOWLEDGED, version=1)
    await says(world, other, ACKNOWLEDGED, f"{OURS} Salam.", 2)
    with pytest.raises(Stale):
        await texts.take_back(administrator, ACKNOWLEDGED, version=1)
    with pytest.raises(Stale):
        await says(world, administrator, ACKNOWLEDGED, OURS, 1)
    kept = (await texts.texts_of(administrator))[ACKNOWLEDGED]
    assert (kept.version, (kept.text or "")[-6:]) == (3, "Salam.")
    log = [each for each in await audited(world.district) if each.startswith("own_text.")]
    assert log == ["own_text.changed", "own_text.taken_back", "own_text.changed"]


async def test_the_usual_words_are_no_own_words(world: World, administrator: Actor) -> None:
    usual = "Laporan {nomor} kami buka kembali. Petugas akan menindaklanjuti."
    place: Place = ("reopened", Form.MESSAGE, "id")
    assert not await texts.change(administrator, place, usual, SAMPLE, world.book, version=0)
    assert await texts.texts_of(administrator) == {}
    await says(world, administrator, place, "{nomor} dibuka.")
    assert not await texts.change(administrator, place, usual, SAMPLE, world.book, version=1)
    assert (await texts.texts_of(administrator))[place] == OwnText(text=None, version=2)


async def test_nobody_changes_what_lives_or_consents_hang_on(world: World, administrator: Actor) -> None:
    for key, form, refusal in (
        ("danger", Form.MESSAGE, Conflict),
        ("wish", Form.SMS, Conflict),
        ("stopped", Form.SMS, Conflict),
        ("menu", Form.SMS, Missing),
        ("tidak-ada", Form.MESSAGE, Missing),
    ):
        with pytest.raises(refusal):
            await says(world, administrator, (key, form, "id"), "Tenang.")
        with pytest.raises(refusal):
            await texts.take_back(administrator, (key, form, "id"), version=0)
    with pytest.raises(Missing):
        await says(world, administrator, ("reopened", Form.MESSAGE, "jv"), "{nomor}")
    await world.district.change(
        "INSERT INTO own_text (tenant_id, key, form, language, text, version)"
        " VALUES ($1, 'danger', 'message', 'id', 'Tenang saja.', 1)"
    )
    phone = a_number()
    await an_opened_case(world, phone=phone, text="Tolong, ibu saya tidak bernapas")
    assert "119 SEKARANG" in (await heard(world, phone))[0]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.HEAD])
async def test_only_administrators_write_them(world: World, role: Role) -> None:
    actor = await world.staff(world.district, role)
    with pytest.raises(Forbidden):
        await says(world, actor, ACKNOWLEDGED, OURS)
    with pytest.raises(Forbidden):
        await texts.take_back(actor, ACKNOWLEDGED, version=0)
    with pytest.raises(Forbidden):
        await texts.texts_of(actor)
    with pytest.raises(Forbidden):
        await texts.tried(actor, ACKNOWLEDGED, OURS, SAMPLE, world.book)
