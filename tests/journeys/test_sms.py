"""By SMS in and out, through web, worker and a gateway that misbehaves."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from support.desk import Desk, running_desk
from support.phones import Texter
from support.players import Office, eventually

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
    batang.does(number, "messages", text="Imunisasi hari Selasa.")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "delivered")
    citizen.orders(reset=True, answer_500_after_accept=1)
    batang.does(number, "messages", text="Bawa buku KIA.")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "delivered")
    citizen.orders(reset=True, throttled=1)
    batang.does(number, "messages", text="Loket buka pukul 08.00.")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "delivered")
    texts = [line["text"] for line in citizen.shows()]
    assert len(texts) == len(set(texts)) == 4


def test_an_undelivered_sms_is_shown_as_failed(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500306")
    number = opened(citizen, "Kapan ambulans desa datang?")
    citizen.orders(reset=True, fails=1)
    batang.does(number, "messages", text="Sedang kami tanyakan.")
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "failed")


def test_a_text_of_too_many_sms_is_refused_and_never_cut(desk: Desk, batang: Office) -> None:
    citizen = Texter(desk, "batang", "+6281234500307")
    number = opened(citizen, "Apa saja syarat rujukan?")
    before = len(batang.messages(number))
    assert batang.is_refused(number, "messages", text="x" * (153 * 6 + 1)) == (400, "invalid")
    assert len(batang.messages(number)) == before
    batang.does(number, "messages", text="x" * (153 * 6))
    assert citizen.reads("x" * 200)["parts"] == 6


def test_the_hook_takes_nothing_without_its_secret_word(desk: Desk) -> None:
    hook: str = Texter(desk, "batang", PHONE).account["hook"]
    place, word = hook.rsplit("/", 1)
    form = {"id": "palsu-1", "from": PHONE, "text": "palsu"}
    of_form = {"content-type": "application/x-www-form-urlencoded"}
    of_json = {"content-type": "application/json"}
    with httpx2.Client(trust_env=False) as http:
        for url in (place, f"{place}/", f"{place}/{word}x", f"{place}/{word[:-1]}", f"{place}?word={word}"):
            assert http.post(url, data=form).status_code == 401, url
            assert http.get(url, params=form).status_code == 401, url
        assert http.post(f"{hook}/more", data=form).status_code == 404
        assert http.get(hook, params={**form, "from": "1708"}).status_code == 200
        assert http.post(hook, content=b"\xff\x00=;&&", headers=of_form).status_code == 200
        assert http.post(hook, content=b"{", headers=of_json).status_code == 400
        assert http.put(hook, data=form).status_code == 405
