"""The catalogue of automatic texts, as an administrator reads and changes it."""

import re
from html import unescape

import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.texts import service as texts
from helpdesk.texts.catalogue import BY_KEY
from helpdesk.texts.model import Form, OwnText
from kit.sealing import Sealer
from support.administrators import an_administrator
from support.channel import adapters_with_sms, an_sms_account
from support.officers import Browser, Floor
from support.officers import Form as PageForm
from tenants.permissions.model import Actor, Role
from ui.i18n import LANGUAGES

PATH = "texts/acknowledged.message.id"
OURS = "Konlaporbae menerima {nomor}.\nPIN {pin}, pantau {tautan}. Darurat? 119 & <b>segera</b>."


def words(page: str) -> str:
    """A page as it is read."""
    return unescape(re.sub(r"<[^>]+>", "", page))


async def kept(
    actor: Actor, key: str = "acknowledged", form: Form = Form.MESSAGE, language: str = "id"
) -> OwnText:
    return (await texts.texts_of(actor)).get((key, form, language), OwnText())


async def test_every_text_is_listed_and_opens_in_every_form_and_language(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    index = (await browser.get("texts")).text
    assert f'href="/admin/{floor.world.district.slug}/texts"' in index, "it stands in the menu"
    for text in BY_KEY.values():
        assert f'/texts/{text.key}"' in index
        for form in text.forms:
            for language in LANGUAGES:
                page = await browser.get(f"texts/{text.key}.{form}.{language}")
                assert page.status_code == 200, (text.key, form, language)
                assert ('name="text"' in page.text) is (text.fixed is None)
    for missing in (
        "texts/nothing",
        "texts/menu.sms.id",
        "texts/closed.sms.jv",
        "texts/closed.sms",
        "texts/closed.x.id",
    ):
        assert (await browser.get(missing)).status_code == 404, missing


async def test_own_words_are_written_shown_and_taken_back(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    page = await browser.get(PATH)
    assert "Terima kasih. Laporan Anda kami terima dengan nomor {nomor}." in words(page.text), (
        "the usual, to begin with"
    )
    assert "Kembalikan ke teks biasa" not in page.text
    done = await browser.does(PATH, ".id", text=OURS)
    assert "Teks disimpan." in done.text
    shown = words(done.text)
    number = f"{floor.world.district.slug[:5].upper()}-7K4Q-29XM-C"
    assert f"Konlaporbae menerima {number}." in shown
    assert f"/t/{floor.world.district.slug}/track. Darurat? 119 & <b>segera</b>." in shown, (
        "a preview, escaped once"
    )
    assert "Terima kasih. Laporan Anda kami terima dengan nomor {nomor}." in shown, "beside what is usual"
    assert "Pesan · Bahasa Indonesia" in words((await browser.get("texts")).text)
    assert (await kept(actor)).text == OURS.replace("{nomor}", "{number}").replace("{tautan}", "{link}")
    back = await browser.does(PATH, "/usual")
    assert "Dikembalikan ke teks biasa." in back.text
    assert await kept(actor) == OwnText(text=None, version=2)
    log = words((await browser.get("audit")).text)
    assert "Mengubah teks otomatis" in log
    assert "Mengembalikan teks otomatis ke yang biasa" in log
    assert "Laporan diterima (Pesan · Bahasa Indonesia)" in log


async def test_words_are_tried_without_being_saved(administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    tried = await browser.send(await browser.get(PATH), ".id", text=OURS, act="preview")
    assert tried.status_code == 200
    assert "Belum disimpan." in tried.text
    assert "Konlaporbae menerima" in words(tried.text).split("Contoh")[-1]
    assert await kept(actor) == OwnText()
    bad = await browser.send(await browser.get(PATH), ".id", text="{nomor}", act="preview")
    assert bad.status_code == 422
    assert "Variabel ini harus ada, karena pembacanya tidak dapat tanpanya: {pin}, {tautan}." in words(
        bad.text
    )


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        (PATH, " ", "Tulis teksnya, atau kembalikan ke teks biasa."),
        (PATH, OURS + " {nama}", "tidak dikenal di sini: {nama}. Yang dapat dipakai: {nomor}, {pin}, {tautan}."),
        ("texts/photo", "{nomor} 0", "tidak dikenal di sini: {nomor}. Teks ini tidak memakai variabel."),
        (PATH, OURS + " {", "kurung kurawal yang tidak berpasangan"),
        (PATH, OURS + " %(nomor)s", "seperti 100%."),
        (PATH, OURS.replace("119", "118"), "Ini harus tetap disebut: 119."),
        (PATH, OURS + " \ue001", "tanda yang tidak terlihat"),
        (PATH, OURS + "x" * 850, "huruf bila sudah terisi, paling banyak 900."),
        ("texts/reopened.sms.en", "{nomor} " + "x" * 300, "Terlalu panjang: menjadi 3 SMS, paling banyak 2."),
        ("texts/reopened.subject.id", "{pin}", "Yang dapat dipakai: {nomor}."),
        ("texts/reopened.subject.id", "{nomor}" + "x" * 150, "paling banyak 120."),
    ],
)  # fmt: skip
async def test_what_cannot_be_said_is_refused_at_the_field_and_changes_nothing(
    floor: Floor, administrator: tuple[Browser, Actor], path: str, typed: str, said: str
) -> None:
    browser, actor = administrator
    floor.runtime.accounts = AccountBook(adapters_with_sms(floor.world.far_end, 2), Sealer([b"s" * 32]))
    await an_sms_account(floor.world.district.id, floor.runtime.accounts)
    page = await browser.get(path)
    ending = re.findall(r'<form method="post" action="[^"]*(/texts/[^"]+)"', page.text)[0]
    answer = await browser.send(page, ending, text=typed)
    assert answer.status_code == 422
    error = re.findall(r'id="text-error">(.*?)</p>', answer.text, re.S)
    assert said in words(error[0])
    assert PageForm(answer.text, ending).fields["text"] == typed, "nothing typed is lost"
    assert await texts.texts_of(actor) == {}


async def test_an_sms_says_what_it_costs(administrator: tuple[Browser, Actor]) -> None:
    browser, _ = administrator
    page = words((await browser.get("texts/reopened.sms.id")).text)
    assert "1 SMS, masih muat " in page
    tried = await browser.send(
        await browser.get("texts/reopened.sms.id"),
        ".id",
        text="Laporan {nomor} – dibuka " + "a" * 60,
        act="preview",
    )
    assert "2 SMS, masih muat " in words(tried.text)
    assert "Tanda yang bukan huruf SMS biasa: –." in words(tried.text)


async def test_two_who_write_at_once_lose_nothing(floor: Floor, administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    other, _ = await an_administrator(floor)
    old = await other.get(PATH)
    await browser.does(PATH, ".id", text=OURS)
    answer = await other.send(old, ".id", text=OURS + " Punya saya.")
    assert answer.status_code == 409
    said = words(answer.text)
    assert "Orang lain baru saja mengubah teks ini." in said
    assert "Punya saya." in said, "what they typed stands below"
    assert "Punya saya." not in ((await kept(actor)).text or "")
    assert (await other.send(answer, ".id", text=OURS + " Punya saya.")).status_code == 303


async def test_what_lives_hang_on_says_why_it_stays(administrator: tuple[Browser, Actor]) -> None:
    browser, actor = administrator
    page = await browser.get("texts/danger.message.id")
    assert "Nyawa bergantung padanya" in words(page.text)
    assert "telepon 119 SEKARANG" in words(page.text)
    assert "Catatan izin" in words((await browser.get("texts/stopped.sms.en")).text)
    token = re.findall(r'name="_csrf_token" value="([^"]+)"', (await browser.get(PATH)).text)[0]
    for path in ("texts/danger.message.id", "texts/danger.message.id/usual"):
        answer = await browser.http.post(
            f"{browser.desk}/{path}",
            data={"_csrf_token": token, "text": "Tenang.", "version": "0"},
            headers={"origin": "http://localhost:8000"},
        )
        assert answer.status_code == 409
        assert "Teks ini tidak dapat diubah." in answer.text
    assert await texts.texts_of(actor) == {}


async def test_a_letters_subject_is_the_accounts_until_the_office_writes_one(
    administrator: tuple[Browser, Actor],
) -> None:
    browser, actor = administrator
    page = await browser.get("texts/answered.subject.en")
    assert "Judul dari setelan akun surel." in words(page.text)
    done = await browser.does("texts/answered.subject.en", ".en", text="Report {nomor} is done")
    assert "-7K4Q-29XM-C is done" in words(done.text)
    assert (await kept(actor, "answered", Form.SUBJECT, "en")).text == "Report {number} is done"


async def test_news_show_how_they_go_into_whatsapps_template(administrator: tuple[Browser, Actor]) -> None:
    browser, _ = administrator
    page = words((await browser.get(PATH)).text)
    assert "case_update" in page
    assert re.search(r"-7K4Q-29XM-C\. PIN: 123456 Pantau di http", page)
    assert "case_update" not in (await browser.get("texts/acknowledged.sms.id")).text
    assert "colleague_notice" in (await browser.get("texts/disposed")).text


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.HEAD, Role.UNIT_OFFICER])
async def test_only_administrators_come_here(floor: Floor, role: Role) -> None:
    units = ("Puskesmas Batang I",) if role is Role.UNIT_OFFICER else ()
    browser, _ = await floor.officer(role, *units)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    for path in ("texts", PATH):
        assert (await browser.get(path)).status_code == 403
