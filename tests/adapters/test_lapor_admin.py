"""The simulated LAPOR on its own: its administrator's page, its other calls, its limits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from integrations.lapor.simulator import ledger as ledgers
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator
from integrations.lapor.simulator.rules import ITEMS_KEPT

START = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
MINISTRY = SimulatedAgency(
    institution_id=151, name="Kementerian Kesehatan", auth_value="Bearer kanari", token_value="{KANARI}"
)
KEYS = {"Authorization": "Bearer kanari", "token": "{KANARI}"}
COMPLAINT = {
    "title": "Antrean <b>poli gigi</b>",
    "content": "[Tiket BTG-1] Nomor antrean habis.",
    "channel": 13,
    "user_id": 7,
    "classification_id": 6,
    "disposition_id": 151,
    "category_id": 88,
    "location_id": 34,
    "is_anonymous": False,
    "is_secret": True,
    "is_priority": False,
    "is_new_user_slider": False,
    "attachments": False,
}

Lapor = TestClient[Litestar]


def running(now: datetime) -> Lapor:
    return TestClient(
        Litestar([simulator(lambda: now, [MINISTRY])], openapi_config=None, logging_config=None)
    )


@pytest.fixture(scope="module")
def shared() -> Iterator[Lapor]:
    with running(START) as client:
        yield client


@pytest.fixture
def lapor(shared: Lapor) -> Lapor:
    assert shared.delete("/lapor/control/complaints").status_code == 204
    return shared


def filed(lapor: Lapor, **changes: Any) -> int:
    answer = lapor.post("/lapor/3.0.0/complaints/complaint", headers=KEYS, json={**COMPLAINT, **changes})
    number: int = answer.json()["results"]["complaint"]["id"]
    return number


def press(lapor: Lapor, number: int, act: str, **fields: str) -> int:
    form = {"act": act, **fields}
    return lapor.post(f"/lapor/admin/{number}", data=form, follow_redirects=False).status_code


def shown(lapor: Lapor, number: int) -> dict[str, Any]:
    answer = lapor.get(f"/lapor/3.0.0/complaints/{number}/complaint", headers=KEYS)
    results: dict[str, Any] = answer.json()["results"]
    return results


def test_an_administrator_leads_a_complaint_to_its_end_and_back(lapor: Lapor) -> None:
    number = filed(lapor)
    steps = [
        ("hold", {"text": "menunggu berkas"}, "Ditunda"),
        ("verify", {}, "Terverifikasi"),
        ("dispose", {"institution_id": "9004", "text": "mohon ditindaklanjuti"}, "Dalam Proses"),
        ("answer", {"text": "Poli gigi dibuka dua sesi."}, "Dalam Proses"),
        ("finish", {}, "Selesai"),
        ("reopen", {}, "Dalam Proses"),
        ("not_authority", {"text": "milik daerah"}, "Ditolak"),
        ("reopen", {}, "Dalam Proses"),
        ("archive", {}, "Diarsipkan"),
    ]
    for act, fields, state in steps:
        assert press(lapor, number, act, **fields) == 303
        assert shown(lapor, number)["data"]["status_name"] == state
    assert shown(lapor, number)["data"]["disposition_name"] == "Pemerintah Kabupaten Batang"
    page = lapor.get(f"/lapor/admin/{number}").text
    for words in (
        "menunggu berkas",
        "Disposisi ke Pemerintah Kabupaten Batang",
        "Poli gigi dibuka dua sesi.",
    ):
        assert words in page


def test_the_pages_are_in_two_languages_and_lapors_words_stay_its_own(lapor: Lapor) -> None:
    number = filed(lapor)
    for page in ("/lapor/admin", f"/lapor/admin/{number}"):
        indonesian, english = lapor.get(page).text, lapor.get(f"{page}?lang=en").text
        assert '<html lang="id">' in indonesian and '<html lang="en">' in english
        assert "Belum Terverifikasi" in indonesian and "not verified" not in indonesian
        assert "Belum Terverifikasi (not verified)" in english
        assert lapor.get(f"{page}?lang=xx").text == indonesian
    assert [word for word in ("Riwayat", "Verifikasi<", "Pelapor", "Semua") if word in english] == []
    answer = lapor.post(f"/lapor/admin/{number}?lang=en", data={"act": "verify"}, follow_redirects=False)
    assert answer.headers["location"] == f"/lapor/admin/{number}?lang=en", "and stay so from page to page"
    refused = lapor.post(f"/lapor/admin/{number}?lang=en", data={"act": "finish"})
    assert "cannot be done with a report in this state" in refused.text


def test_the_log_is_in_lapors_words_and_jakartas_time(lapor: Lapor) -> None:
    number = filed(lapor)
    press(lapor, number, "verify")
    (item,) = shown(lapor, number)["data_logs"]
    assert item["created_at"] == "21-11-2026 00:30:00"
    assert (item["status_old"]["name"], item["status_new"]["name"]) == (
        "Belum Terverifikasi",
        "Terverifikasi",
    )
    assert isinstance(item["data"], str) and "{{ status_new }}" in item["template_content"]


def test_an_act_that_is_not_offered_now_changes_nothing_and_says_so(lapor: Lapor) -> None:
    number = filed(lapor)
    answer = lapor.post(f"/lapor/admin/{number}", data={"act": "finish"})
    assert answer.status_code == 409
    assert "Tindakan itu tidak dapat dilakukan" in answer.text
    assert shown(lapor, number)["data"]["status_name"] == "Belum Terverifikasi"
    press(lapor, number, "verify")
    empty = lapor.post(f"/lapor/admin/{number}", data={"act": "answer", "text": "  "})
    assert empty.status_code == 409 and "Isi jawaban" in empty.text
    assert press(lapor, number, "dispose", institution_id="1") == 422
    assert press(lapor, number, "burn") == 400
    assert press(lapor, number, "verify", text="x" * 1001) == 400
    assert press(lapor, 1, "verify") == 404
    assert shown(lapor, number)["data"]["status_name"] == "Terverifikasi"


def test_pages_are_plain_indonesian_forms_without_script(lapor: Lapor) -> None:
    assert "Belum ada laporan" in lapor.get("/lapor/admin").text
    number = filed(lapor)
    listing, page = lapor.get("/lapor/admin"), lapor.get(f"/lapor/admin/{number}")
    for answer in (listing, page):
        assert answer.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert '<html lang="id">' in answer.text and "<script" not in answer.text
        assert "Antrean &lt;b&gt;poli gigi" in answer.text and "<b>poli gigi" not in answer.text
    assert lapor.get("/lapor/admin/style.css").headers["content-type"].startswith("text/css")
    assert 'value="verify"' in page.text and 'value="finish"' not in page.text


def test_a_transfer_is_only_a_request_until_the_administrator_disposes(lapor: Lapor) -> None:
    number = filed(lapor)
    url = f"/lapor/3.0.0/complaints/process/{number}/reject"
    body = {"is_request": 1, "reason": 9002, "reason_description": "kewenangan BPJS", "not_authority": 1}
    assert lapor.post(url, headers=KEYS, json=body).status_code == 200
    assert shown(lapor, number)["data"]["status_name"] == "Belum Terverifikasi"
    assert "diteruskan ke BPJS Kesehatan" in lapor.get(f"/lapor/admin/{number}").text
    press(lapor, number, "verify")
    press(lapor, number, "dispose", institution_id="9002")
    assert shown(lapor, number)["data"]["disposition_name"] == "BPJS Kesehatan"
    assert lapor.get("/lapor/ledger.json").json()["complaints"][0]["transfer_to"] is None
    assert lapor.post(url, headers=KEYS, json={**body, "reason": "?"}).status_code == 422


def test_files_masters_and_the_shrinking_list(lapor: Lapor) -> None:
    files = [
        ("attachments[]", ("a.pdf", b"%PDF", "application/pdf")),
        ("attachments[]", ("b.jpg", b"x", "image/jpeg")),
    ]
    answer = lapor.post("/lapor/3.0.0/complaints/complaint/file", headers=KEYS, files=files)
    assert len(answer.json()["results"]["docs"]) == 2
    url = "/lapor/3.0.0/masters/institutions/external?page_size=1000"
    before = lapor.get(url, headers=KEYS).json()["results"]["data"]
    assert before[0] == {"id": 151, "name": "Kementerian Kesehatan"}
    lapor.post("/lapor/control/faults", json={"institutions_hidden": 2})
    assert lapor.get(url, headers=KEYS).json()["results"]["data"] == before[:-2]
    templates = lapor.get("/lapor/3.0.0/masters/templates", headers=KEYS).json()["results"]["data"]
    assert {"template_code", "title", "type", "content"} <= set(templates[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"content": None},
        {"content": "x" * 20_001},
        {"disposition_id": "151"},
        {"disposition_id": 5},
        {"is_secret": 1},
        {"attachments": "lampiran"},
        {"attachments": None},
    ],
)
def test_a_complaint_that_is_not_complete_is_refused(lapor: Lapor, wrong: dict[str, object]) -> None:
    answer = lapor.post("/lapor/3.0.0/complaints/complaint", headers=KEYS, json={**COMPLAINT, **wrong})
    assert answer.status_code == 422 and answer.json()["message"]
    assert lapor.get("/lapor/ledger.json").json()["filed"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/complaints/complaint"),
        ("POST", "/complaints/complaint/file"),
        ("POST", "/complaints/followup/add"),
        ("POST", "/complaints/process/1/reject"),
        ("GET", "/complaints/1/complaint"),
        ("GET", "/complaints/1/followups"),
        ("GET", "/masters/templates"),
        ("GET", "/masters/institutions/external"),
    ],
)
def test_no_call_answers_without_both_keys(lapor: Lapor, method: str, path: str) -> None:
    body = COMPLAINT if method == "POST" else None
    for keys in ({}, {"Authorization": "Bearer kanari"}, {**KEYS, "token": "{c}"}, {**KEYS, "token": ""}):
        answer = lapor.request(method, f"/lapor/3.0.0{path}", headers=keys, json=body)
        assert answer.status_code == 401, keys


@pytest.mark.parametrize(
    "orders", [{"orders": [{"call": "create", "failure": "explode"}]}, {"page_size": 0}, {"unbekannt": 1}, []]
)
def test_an_order_that_makes_no_sense_is_refused_whole(lapor: Lapor, orders: object) -> None:
    lapor.post("/lapor/control/faults", json={"page_size": 3})
    assert lapor.post("/lapor/control/faults", json=orders).status_code == 400
    assert lapor.get("/lapor/control/faults").json()["page_size"] == 3


def test_failures_are_used_up_in_order(lapor: Lapor) -> None:
    orders = [
        {"call": "create", "failure": "throttled", "times": 2},
        {"call": "follow", "failure": "failing"},
        {"call": "create", "failure": "unauthorized"},
    ]
    lapor.post("/lapor/control/faults", json={"orders": orders})
    url = "/lapor/3.0.0/complaints/complaint"
    found = [lapor.post(url, headers=KEYS, json=COMPLAINT).status_code for _ in range(4)]
    assert found == [429, 429, 401, 200]
    assert [order["call"] for order in lapor.get("/lapor/control/faults").json()["orders"]] == ["follow"]


def test_memory_is_bounded_and_the_count_goes_on(lapor: Lapor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "COMPLAINTS_KEPT", 3)
    numbers = [filed(lapor) for _ in range(5)]
    ledger = lapor.get("/lapor/ledger.json").json()
    assert (ledger["filed"], [c["id"] for c in ledger["complaints"]]) == (5, numbers[-3:])
    lapor.post(f"/lapor/control/complaints/{numbers[-1]}/followups", json={"count": ITEMS_KEPT})
    lapor.post(f"/lapor/control/complaints/{numbers[-1]}/followups", json={"count": 5})
    assert lapor.get("/lapor/ledger.json").json()["complaints"][-1]["followups"] == ITEMS_KEPT
    too_big = {**COMPLAINT, "tags_raw": "x" * 200_000}
    assert lapor.post("/lapor/3.0.0/complaints/complaint", headers=KEYS, json=too_big).status_code == 413


def test_no_page_shows_a_key(lapor: Lapor) -> None:
    number = filed(lapor)
    lapor.post("/lapor/control/faults", json={"orders": [{"call": "create", "failure": "failing"}]})
    for page in ("ledger.json", "control/faults", "admin", f"admin/{number}", "3.0.0/masters/templates"):
        text = lapor.get(f"/lapor/{page}").text
        assert text and "Bearer kanari" not in text and "KANARI" not in text


def test_a_restart_gives_no_number_out_twice() -> None:
    with running(START) as before, running(START + timedelta(minutes=1)) as after:
        assert filed(after) - filed(before) == 60
