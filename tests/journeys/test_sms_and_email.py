"""By SMS and e-mail in and out, through web, worker, and remotes that misbehave."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from support.desk import Desk, running_desk, until
from support.letter_writers import LetterWriter
from support.phones import Exchange, Texter, signed_in
from support.photos import PNG
from support.players import Office, eventually
from support.wires import trusted

PHONE = "+6281234500301"
QUESTION = "Poli gigi Puskesmas Batang I selalu penuh, sudah tiga kali saya pulang."
ANSWER = "Dokter gigi kembali bertugas hari Jumat pukul 07.30."


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with running_desk() as running:
        yield running


@pytest.fixture(scope="module")
def batang(desk: Desk) -> Office:
    return Office(desk, desk.coordinates(), "batang")


def opened(citizen: Texter, text: str) -> str:
    """The number of the case that a first SMS opens."""
    citizen.writes(text)
    told = citizen.reads("PIN")
    assert told["parts"] == 1, "number, PIN and link fit one SMS"
    return re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]


def answered(batang: Office, number: str, text: str, becomes: str) -> None:
    """The office answers, and hears what became of it."""
    batang.does(number, "messages", text=text)
    eventually(lambda: batang.messages(number)[-1]["delivery"] == becomes)


def test_an_sms_opens_a_case_and_the_answer_arrives(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", PHONE)
    number = opened(citizen, QUESTION)
    told = citizen.shows()[0]
    assert re.search(r"PIN: \d{6}", told["text"])
    assert f"{desk.web}/t/batang/track" in told["text"]
    case = batang.case(number)
    assert (case["channel"], case["reply_open"]) == ("sms", True)
    assert batang.messages(number)[0]["text"] == QUESTION
    batang.does(number, "verify", kind="complaint")
    batang.does(number, "messages", text=ANSWER)
    assert citizen.reads(ANSWER)["state"] in ("accepted", "sent", "delivered")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "delivered")
    citizen.writes("Terima kasih")
    eventually(lambda: batang.messages(number)[-1]["text"] == "Terima kasih")


def test_an_sms_to_the_ministry_goes_through_twilio_both_ways(desk: Desk) -> None:
    ministry = Office(desk, desk.coordinates(), "kemenkes")
    citizen = Texter(desk, "kemenkes", "+6281234500309")
    citizen.writes("Bagaimana cara mengurus obat haji?")
    told = citizen.reads("PIN")
    number = re.findall(r"KMK-[0-9A-Z-]+", told["text"])[0]
    citizen.orders(drop_response_after_accept=1)
    answered(ministry, number, "Datang ke puskesmas membawa paspor.", "delivered")
    assert citizen.reads("paspor")["id"].startswith("SM")
    assert len(citizen.shows()) == 2, "a lost answer is not sent again"


def test_what_the_gateway_tells_twice_and_in_any_order_is_there_once(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500302")
    citizen.orders(reset=True, duplicate_rate=1.0, shuffle=True)
    number = opened(citizen, "Obat darah tinggi kosong sejak Senin.")
    for n in range(5):
        citizen.writes(f"Kabar ke-{n}")
    eventually(lambda: len(batang.messages(number)) == 7)
    desk.settle()
    citizen.orders(reset=True)
    messages = batang.messages(number)
    heard = sorted(each["text"] for each in messages if each["direction"] == "in")
    assert heard == [*(f"Kabar ke-{n}" for n in range(5)), "Obat darah tinggi kosong sejak Senin."]
    assert len(messages) == 7
    eventually(lambda: batang.messages(number)[1]["delivery"] == "delivered")


def test_a_long_sms_that_comes_in_parts_is_one_message(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500303")
    citizen.orders(reset=True, in_parts=True, shuffle=True)
    long = "Saya mengantre sejak subuh di puskesmas. " * 9
    assert citizen.writes(long.strip())["calls"] == 7
    told = citizen.reads("PIN")
    citizen.orders(reset=True)
    number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    assert [each["text"] for each in batang.messages(number) if each["direction"] == "in"] == [long.strip()]


def test_short_codes_and_names_are_ignored_with_a_reason(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500304")
    before = desk.counts()[("batang", "sms")]
    for sender in ("1708", "1500567", "119", "112", "TELKOMSEL", "InfoBPJS08123456789"):
        citizen.writes("Pulsa Anda hampir habis.", sender=sender)
    eventually(lambda: desk.counts()[("batang", "sms")]["ignored"] == before["ignored"] + 6)
    after = desk.counts()[("batang", "sms")]
    assert (after["cases"], after["messages_in"]) == (before["cases"], before["messages_in"])


def test_a_lost_answer_is_settled_by_its_report_and_nothing_is_sent_twice(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500305")
    number = opened(citizen, "Jadwal imunisasi bulan ini kapan?")
    citizen.orders(reset=True, drop_response_after_accept=1)
    answered(batang, number, "Imunisasi hari Selasa.", "delivered")
    citizen.orders(reset=True, answer_500_after_accept=1)
    answered(batang, number, "Bawa buku KIA.", "delivered")
    citizen.orders(reset=True, throttled=1)
    answered(batang, number, "Loket buka pukul 08.00.", "delivered")
    texts = [line["text"] for line in citizen.shows()]
    assert len(texts) == len(set(texts)) == 4


def test_an_undelivered_sms_is_shown_as_failed(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500306")
    number = opened(citizen, "Kapan ambulans desa datang?")
    citizen.orders(reset=True, fails=1)
    answered(batang, number, "Sedang kami tanyakan.", "failed")


def test_a_text_of_too_many_sms_is_refused_and_never_cut(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500307")
    number = opened(citizen, "Apa saja syarat rujukan?")
    before = len(batang.messages(number))
    assert batang.is_refused(number, "messages", text="x" * (153 * 6 + 1)) == (400, "invalid")
    assert len(batang.messages(number)) == before
    batang.does(number, "messages", text="x" * (153 * 6))
    assert citizen.reads("x" * 200)["parts"] == 6


def test_a_caller_is_noted_and_gets_number_and_pin_by_sms(desk: Desk) -> None:
    """An exchange that doubles and shuffles what it tells, an officer's form, a gateway: each in its process."""
    citizen, line = Texter(desk, "batang", "+6281234500308"), Exchange(desk, "batang")
    citizen.orders(reset=True)
    line.orders(reset=True, duplicate_rate=1.0, shuffle=True)
    event = {"call": "panggilan-1", "from": "0812-3450-0308"}
    line.tells({**event, "event": "ringing"}, {**event, "event": "answered"})
    line.tells({**event, "event": "hangup"}, forged=True)
    line.tells({**event, "event": "hangup"}, old=600)
    officer = signed_in(desk, "dewi@batang.example")
    [call] = until(lambda: calls_shown(officer.opens("/desk/batang/calls")))
    officer.opens(f"/desk/batang/calls/{call}")
    officer.fills(
        f"/calls/{call}",
        target="new",
        kind="complaint",
        text="Ambulans desa tidak datang.",
        inform="1",
        grade="",
        facility="",
        topic="",
        anonymous="",
        confidential="",
    )
    number = re.findall(r"BTG-[0-9A-Z-]+", officer.at)[0]
    told = citizen.reads("PIN", number)
    pin = re.findall(r"PIN: (\d{6})", told["text"])[0]
    line.tells(
        {**event, "event": "recording", "recording": "https://rekaman.example/1"},
        {**event, "event": "ended", "seconds": 75, "outcome": "answered"},
        times=20,
    )
    at = f"/desk/batang/cases/{number}"
    until(lambda: "Dengarkan rekaman" in (page := officer.opens(at)) and "menelepon, 1:15" in page)
    assert pin not in officer.page
    desk.settle()
    line.orders(reset=True)
    assert desk.rows("batang", "SELECT remote_id FROM phone_call WHERE tenant_id = $1") == [
        {"remote_id": "panggilan-1"}
    ]
    assert not desk.log_lines(pin)
    assert [each["text"] for each in citizen.shows()] == [told["text"]]


def test_who_came_to_the_counter_goes_on_by_sms(desk: Desk, batang: Office) -> None:
    citizen, officer = Texter(desk, "batang", "+6281234500309"), signed_in(desk, "dewi@batang.example")
    officer.opens("/desk/batang/new")
    said = {"text": "Nomor antrean saya dilewati.", "name": "Karto", "phone": "0812-3450-0309"}
    chosen = {"source": "counter", "kind": "complaint", "inform": "1", "language": "id"}
    officer.fills("/desk/batang/new", **said, **chosen, **dict.fromkeys(("grade", "facility", "topic"), ""))
    number = re.findall(r"BTG-[0-9A-Z-]+", officer.at)[0]
    citizen.reads("PIN", number)
    assert batang.case(number)["channel"] == "counter"
    batang.does(number, "verify", kind="complaint")
    batang.does(number, "messages", text=ANSWER)
    citizen.reads(ANSWER)
    citizen.writes("Terima kasih, Bu.")
    eventually(lambda: batang.messages(number)[-1]["text"] == "Terima kasih, Bu.")


def test_what_an_administrator_writes_is_what_the_next_citizens_read(desk: Desk) -> None:
    """Written in the web's process, said seconds later by the worker, which had said the usual words before."""
    at, phones = "/admin/batang/texts/acknowledged.sms.id", iter(range(90))

    def a_new_citizen_reads(word: str) -> bool:
        citizen = Texter(desk, "batang", f"+62812345009{next(phones):02}")
        number = opened(citizen, "Antrean laboratorium lama.")
        said = f"{re.escape(word)} {number}\\D+\\d{{6}}\\D+{re.escape(desk.web)}/t/batang/track"
        return re.match(said, citizen.reads(number)["text"]) is not None

    assert a_new_citizen_reads("Laporan")
    console = signed_in(desk, "tri@batang.example")
    console.opens(at)
    console.fills(at, text="Konlaporbae: {nomor}. PIN {pin}. Lihat {tautan}. Darurat 119.")
    until(lambda: a_new_citizen_reads("Konlaporbae:"), every=1.0)
    console.opens(at)
    console.fills("/usual")
    until(lambda: a_new_citizen_reads("Laporan"), every=1.0)


def calls_shown(page: str) -> list[str]:
    """The calls that go on."""
    running = page.partition('data-live="calls-running"')[2].partition("</ul>")[0]
    return re.findall(r'data-key="([0-9a-f-]{36})"', running)


def test_the_hook_takes_nothing_without_its_secret_word(desk: Desk) -> None:
    hook: str = Texter(desk, "batang", PHONE).account["hook"]
    place, word = hook.rsplit("/", 1)
    form = {"id": "palsu-1", "from": PHONE, "text": "palsu"}
    of_form = {"content-type": "application/x-www-form-urlencoded"}
    of_json = {"content-type": "application/json"}
    with httpx2.Client(trust_env=False, verify=trusted()) as http:
        for url in (place, f"{place}/", f"{place}/{word}x", f"{place}/{word[:-1]}", f"{place}?word={word}"):
            assert http.post(url, data=form).status_code == 401, url
            assert http.get(url, params=form).status_code == 401, url
        assert http.post(f"{hook}/more", data=form).status_code == 404
        assert http.get(hook, params={**form, "from": "1708"}).status_code == 200
        assert http.post(hook, content=b"\xff\x00=;&&", headers=of_form).status_code == 200
        assert http.post(hook, content=b"{", headers=of_json).status_code == 400
        assert http.put(hook, data=form).status_code == 405


def test_a_letter_opens_a_case_the_answer_arrives_and_the_reply_joins_it(desk: Desk, batang: Office) -> None:
    citizen = LetterWriter(desk, "batang", "siti@warga.example")
    citizen.writes(QUESTION, subject="Antrean poli gigi", file=PNG)
    told = citizen.reads("PIN")
    assert told["automatic"]
    number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    case = batang.case(number)
    assert (case["channel"], case["title"], case["reply_open"]) == ("email", "Antrean poli gigi", True)
    eventually(lambda: batang.messages(number)[0]["files"][0]["state"] == "stored")
    assert not batang.messages(number)[0]["unproven"], "the office's mail server says who wrote it"
    batang.does(number, "verify", kind="complaint")
    batang.does(number, "messages", text=ANSWER)
    answer = citizen.reads(ANSWER)
    assert not answer["automatic"]
    citizen.writes("Terima kasih banyak.", subject="Re: Laporan Anda", answers=answer["id"])
    eventually(lambda: batang.messages(number)[-1]["text"] == "Terima kasih banyak.")
    assert len(citizen.shows()) == 2, "no reply is acknowledged"


def test_a_person_plays_the_citizen_on_the_pages(desk: Desk, batang: Office) -> None:
    citizen = LetterWriter(desk, "batang", "budi@warga.example")
    assert citizen.fills_in("begin", address="tidak ada").headers["location"].endswith("problem=bad_address")
    assert citizen.fills_in("budi@warga.example/letters", text="").headers["location"].endswith("=nothing")
    citizen.fills_in("budi@warga.example/letters", subject="Obat", text="Obat <b>hipertensi</b> kosong.")
    desk.advance("31s")
    number = re.findall(r"BTG-[0-9A-Z-]+", citizen.reads("PIN")["text"])[0]
    assert "Obat &lt;b&gt;hipertensi&lt;/b&gt; kosong." in citizen.page()
    citizen.fills_in("budi@warga.example/letters", text="Sejak Senin.", answer="1")
    desk.advance("31s")
    eventually(lambda: batang.messages(number)[-1]["text"] == "Sejak Senin.")
    citizen.fills_in("budi@warga.example/letters", subject="Obat", text="Sudah, tutup saja.", spoofed="1")
    desk.advance("31s")
    said = "SELECT text FROM message WHERE tenant_id = $1 AND unproven"
    eventually(lambda: desk.rows("batang", said) == [{"text": "Obat\n\nSudah, tutup saja."}])
    assert "dipalsukan" in citizen.page()
    assert batang.messages(number)[-1]["text"] == "Sejak Senin.", "a forged letter joins nothing"


def test_what_comes_back_undelivered_and_a_refused_password_are_seen(desk: Desk, batang: Office) -> None:
    citizen = LetterWriter(desk, "batang", "made@warga.example")
    citizen.writes("Kapan ambulans desa datang?", subject="Ambulans")
    number = re.findall(r"BTG-[0-9A-Z-]+", citizen.reads("PIN")["text"])[0]
    citizen.orders(bounces=True)
    batang.does(number, "messages", text="Sedang kami tanyakan.")
    eventually(
        lambda: batang.messages(number)[-1]["delivery"] in ("sent", "failed")
    )  # the mailbox may tell at once
    desk.advance("31s")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "failed")
    citizen.orders(refuses_password=True)
    desk.advance("31s")
    read = "SELECT look_code FROM account WHERE tenant_id = $1 AND kind = 'email' AND address <> ''"
    eventually(lambda: desk.rows("batang", read)[0]["look_code"] == "credentials_rejected")
    citizen.orders()
    desk.advance("2m")
    eventually(lambda: desk.rows("batang", read)[0]["look_code"] is None)
