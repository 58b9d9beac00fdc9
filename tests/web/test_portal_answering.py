"""What a citizen does with an open report: add something, have it taken up again, rate it."""

import asyncio

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import Case, CaseState
from helpdesk.cases.store import load_by_number
from helpdesk.escalation import service as escalation
from helpdesk.portal import answering
from helpdesk.replies import service as replies
from helpdesk.replies.model import Then
from kit.bucket_files import BucketFiles
from support.buckets import a_bucket
from support.citizen import PDF, Citizen, Filed, Page, Portal
from support.photos import PNG
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

MESSAGES = "track/report/messages"
REOPEN = "track/report/reopen"
RATING = "track/report/rating"


@pytest.fixture
async def officer(portal: Portal) -> Actor:
    return await portal.world.staff(portal.office)


@pytest.fixture
async def citizen(portal: Portal, filed: Filed) -> Citizen:
    """Somebody whose report is open."""
    here = portal.citizen()
    await here.track(filed.ticket)
    return here


async def _now(portal: Portal, filed: Filed) -> Case:
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        return await load_by_number(scope, filed.case.number, hold=False)


async def _write(citizen: Citizen, to: str, text: str, files: list[tuple[str, bytes]] | None = None) -> Page:
    page = await citizen.open("track/report")
    return await citizen.press(page, to, files or [], text=text, key=page.hidden("key"))


async def _resolve(portal: Portal, officer: Actor, filed: Filed) -> None:
    book = portal.runtime.accounts
    await replies.reply(officer, filed.case.number, "Sudah beres.", book, version=None, then=Then.RESOLVE)


async def test_a_word_and_a_file_are_added_to_the_case(
    portal: Portal, citizen: Citizen, filed: Filed
) -> None:
    page = await _write(
        citizen, MESSAGES, "Antreannya di loket dua", [("loket.png", PNG), ("surat.pdf", PDF)]
    )
    assert (page.status, page.path) == (200, f"/t/{portal.office.slug}/track/report")
    assert "Keterangan Anda sudah kami terima." in page.text
    assert "Antreannya di loket dua" in page.text
    assert ("loket.png" in page.text, "surat.pdf" in page.text) == (True, True)
    case = await _now(portal, filed)
    assert case.unread
    assert (await portal.count("cases"), await portal.count("message")) == (1, 2)
    row = await portal.office.row(
        "SELECT author_kind, channel, case_id FROM message WHERE tenant_id = $1 AND text LIKE 'Antreannya%'"
    )
    assert (row["author_kind"], row["channel"], row["case_id"]) == ("citizen", "portal", filed.case.id)


async def test_pressing_twice_adds_it_once(portal: Portal, citizen: Citizen) -> None:
    page = await citizen.open("track/report")
    fields = {"text": "Masih penuh", "key": page.hidden("key")}
    await asyncio.gather(*(citizen.press(page, MESSAGES, [("a.png", PNG)], **fields) for _ in range(3)))
    await citizen.press(page, MESSAGES, **fields)
    assert await portal.count("message") == 2
    other = await citizen.open("track/report")
    await citizen.press(other, MESSAGES, text="Masih penuh", key=other.hidden("key"))
    assert await portal.count("message") == 3


async def test_a_made_up_key_counts_as_a_new_one(portal: Portal, citizen: Citizen) -> None:
    page = await citizen.open("track/report")
    for key in ("", "x", "../../x", "a" * 500):
        await citizen.press(page, MESSAGES, text="Masih penuh", key=key)
    assert await portal.count("message") == 5


async def test_the_answer_of_the_citizen_ends_the_waiting(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    book = portal.runtime.accounts
    await replies.reply(officer, filed.case.number, "Hari apa?", book, version=None, then=Then.WAIT)
    assert (await _now(portal, filed)).state is CaseState.WAITING_CONTACT
    await _write(citizen, MESSAGES, "Hari Senin")
    assert (await _now(portal, filed)).state is CaseState.IN_PROGRESS


@pytest.mark.parametrize(
    ("text", "files", "said"),
    [
        ("  ", [], "Tuliskan dulu pesan Anda."),
        ("a" * 4001, [], "paling banyak 4.000 karakter"),
        ("lihat", [("virus.exe", b"MZ" + bytes(100))], "virus.exe tidak dapat diterima"),
        ("lihat", [("a.png", PNG)] * 6, "Paling banyak 5 berkas"),
    ],
)
async def test_what_is_not_taken_is_explained_and_the_words_stay(
    portal: Portal, citizen: Citizen, text: str, files: list[tuple[str, bytes]], said: str
) -> None:
    page = await _write(citizen, MESSAGES, text, files)
    assert page.status == 422
    assert said in page.text
    assert text.strip()[:4000] in page.html
    assert (await portal.count("message"), await portal.count("attachment")) == (1, 0)


async def test_somebody_who_writes_too_often_waits(
    portal: Portal, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MESSAGES_AN_HOUR", 1)
    await _write(citizen, MESSAGES, "satu")
    page = await _write(citizen, MESSAGES, "dua")
    assert "terlalu sering" in page.text
    assert await portal.count("message") == 2


@pytest.mark.parametrize("ended", ["answered", "closed", "rejected"])
async def test_an_ended_report_is_taken_up_again_with_a_reason(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed, ended: str
) -> None:
    acts = {"answered": cases.resolve, "closed": cases.close, "rejected": cases.reject}
    await acts[ended](officer, filed.case.number, version=None)
    page = await citizen.open("track/report")
    assert MESSAGES not in page.html
    reopened = await _write(citizen, REOPEN, "Masih sama saja")
    assert reopened.title == "Laporan Anda dibuka lagi"
    case = await _now(portal, filed)
    assert (case.state, case.reopened) == (CaseState.IN_PROGRESS, 1)
    assert await portal.count("cases") == 1
    row = await portal.office.row(
        "SELECT actor_kind FROM case_event WHERE tenant_id = $1 AND kind = 'case.reopened'"
    )
    assert row["actor_kind"] == "citizen"


async def test_a_report_is_not_reopened_without_a_reason(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    await _resolve(portal, officer, filed)
    assert (await _write(citizen, REOPEN, " ")).status == 422
    assert (await _now(portal, filed)).state is CaseState.ANSWERED


async def test_an_old_page_reopens_nothing_by_adding_a_word(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    old = await citizen.open("track/report")
    await _resolve(portal, officer, filed)
    page = await citizen.press(old, MESSAGES, text="Terima kasih", key=old.hidden("key"))
    assert page.status == 422
    assert "Terima kasih" in page.html
    assert (await _now(portal, filed)).state is CaseState.ANSWERED
    working = await _write(citizen, REOPEN, "Belum beres")
    assert "dibuka lagi" in working.text
    again = await citizen.press(working, REOPEN, text="Sekali lagi", key=working.hidden("key"))
    assert again.status == 422
    assert (await _now(portal, filed)).reopened == 1


async def test_spam_and_duplicates_take_nothing(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    page = await citizen.open("track/report")
    await cases.mark_spam(officer, filed.case.number, version=None)
    for to in (MESSAGES, REOPEN):
        assert (await citizen.press(page, to, text="Halo", key=page.hidden("key"))).status == 422
    assert (await portal.count("cases"), await portal.count("message")) == (1, 1)


async def test_one_tap_stores_the_rating(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    await _resolve(portal, officer, filed)
    page = await citizen.press(await citizen.open("track/report"), RATING, score="4")
    assert "Terima kasih, nilai Anda tersimpan." in page.text
    assert "Nilai Anda: Baik (4 dari 5)" in page.text
    assert (await _now(portal, filed)).rating == 4
    told = await citizen.press(page, RATING, solved="partly", comment="Loketnya masih satu")
    assert "jawaban Anda tersimpan" in told.text
    row = await portal.office.row("SELECT score, solved, comment FROM rating WHERE tenant_id = $1")
    assert tuple(row.values()) == (4, "partly", "Loketnya masih satu")
    changed = await citizen.press(told, RATING, score="2")
    assert "Nilai Anda: Buruk (2 dari 5)" in changed.text
    row = await portal.office.row("SELECT score, solved, comment FROM rating WHERE tenant_id = $1")
    assert tuple(row.values()) == (2, "partly", "Loketnya masih satu")


@pytest.mark.parametrize("score", ["0", "6", "-1", "5.0", "٥", "", "banyak"])
async def test_a_rating_that_is_none_is_not_stored(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed, score: str
) -> None:
    await _resolve(portal, officer, filed)
    page = await citizen.press(await citizen.open("track/report"), RATING, score=score)
    assert page.status == 200
    assert (await _now(portal, filed)).rating is None


async def test_nothing_is_rated_before_it_is_answered(portal: Portal, citizen: Citizen, filed: Filed) -> None:
    page = await citizen.open("track/report")
    assert "Bagaimana pelayanan kami?" not in page.text
    await citizen.press(page, RATING, score="5")
    assert (await _now(portal, filed)).rating is None


async def test_a_rating_is_asked_anew_after_reopening(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    await _resolve(portal, officer, filed)
    await citizen.press(await citizen.open("track/report"), RATING, score="1", solved="no")
    await _write(citizen, REOPEN, "Belum beres")
    await _resolve(portal, officer, filed)
    page = await citizen.open("track/report")
    assert "Satu ketukan sudah cukup." in page.text
    assert (await _now(portal, filed)).rating is None


@pytest.mark.parametrize("to", [MESSAGES, REOPEN, RATING])
async def test_nobody_acts_without_an_open_report(portal: Portal, filed: Filed, to: str) -> None:
    stranger = portal.citizen()
    page = await stranger.open("track")
    answer = await stranger.press(page, to, text="Halo", score="5", key="x")
    assert answer.path.endswith("/track")
    assert await portal.count("message") == 1


async def test_a_word_of_the_citizen_reaches_the_office_that_holds_the_case(
    portal: Portal, officer: Actor, citizen: Citizen, filed: Filed
) -> None:
    world = portal.world
    await escalation.escalate(
        officer, filed.case.number, world.province.slug, "spesialis", portal.runtime.accounts, version=None
    )
    await world.work()
    await _write(citizen, MESSAGES, "Saya sudah ke rumah sakit")
    await world.work()
    texts = [
        row["text"] for row in await world.province.rows("SELECT text FROM message WHERE tenant_id = $1")
    ]
    assert any("Saya sudah ke rumah sakit" in text for text in texts)


async def test_while_files_cannot_be_kept_the_words_stay_on_the_page(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    async with a_bucket() as bucket:
        portal.runtime.files = BucketFiles(bucket.settings())
        await bucket.close()
        sent = {"text": "ini fotonya", "key": page.hidden("key")}
        page = await citizen.press(page, "track/report/messages", [("rak.png", PNG)], **sent)
        assert (page.status, "Berkas sedang tidak dapat disimpan" in page.text) == (422, True)
        assert "ini fotonya" in page.html
        await bucket.open()
        page = await citizen.press(
            page, "track/report/messages", [("rak.png", PNG)], text="ini fotonya", key=page.hidden("key")
        )
        assert page.status == 200
    assert await portal.count("attachment") >= 1
