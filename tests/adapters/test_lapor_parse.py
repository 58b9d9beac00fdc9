"""What LAPOR answers, in every shape that was met, and what we read in it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from helpdesk.channels.register import RemoteEntry
from integrations.lapor import parse
from integrations.lapor.entries import entries, moment, oldest_first
from integrations.lapor.plain import plain
from integrations.lapor.settings import LaporSettings

SAMPLES = Path(__file__).parent / "samples" / "lapor"
OFFICE = LaporSettings(auth_value="a", token_value="b", user_id=7, disposition_id=151, category_id=88)


def office(**changes: Any) -> LaporSettings:
    return msgspec.structs.replace(OFFICE, **changes)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def complaint_with(**data: object) -> bytes:
    return body({"results": {"data": data}})


def read_followups(*names: str, settings: LaporSettings = OFFICE) -> list[RemoteEntry]:
    items = [item for name in names for item in parse.page(sample(name)).items]
    return entries("9100123", items, settings)


@pytest.mark.parametrize(
    ("answer", "remote_id"),
    [
        (sample("created_general"), "9100123"),
        (sample("created_variant"), "9100124"),
        (body({"results": {"complaint": {"id": "9100123"}}}), "9100123"),
        (body({"results": {"complaint": {"id": 0}}, "complaint_id": 9100125}), "9100125"),
        (b"\xef\xbb\xbf" + sample("created_general"), "9100123"),
    ],
)
def test_the_number_is_found_where_either_form_puts_it(answer: bytes, remote_id: str) -> None:
    filed = parse.filed(answer, OFFICE)
    assert (filed.remote_id, filed.tracking_id) == (remote_id, remote_id)


@pytest.mark.parametrize(
    "answer",
    [
        sample("created_without_id"),
        b"",
        b"<html>Bad Gateway",
        b"[]",
        b"3",
        b"null",
        b"[" * 100_000,
        b'{"complaint_id": ' + b"9" * 5000 + b"}",
        body({"complaint_id": True}),
        body({"complaint_id": "0"}),
        body({"complaint_id": ["9100123"]}),
        body({"complaint_id": "9100123/../1"}),
        body({"results": "9100123", "message": "OK"}),
        body({"message": "gagal"}),
    ],
)
def test_an_answer_without_a_usable_id_is_never_taken_for_a_filing(answer: bytes) -> None:
    with pytest.raises(parse.Unreadable):
        parse.filed(answer, OFFICE)


def test_the_citizens_number_may_stand_elsewhere_and_must_look_like_one() -> None:
    answer = body({"complaint_id": "c-77", "results": {"complaint": {"tracking": 1916449}}})
    by_path = office(id_paths=("complaint_id",), tracking_id_path="results.complaint.tracking")
    assert parse.filed(answer, by_path).tracking_id == "1916449"
    assert parse.filed(answer, office(id_paths=("complaint_id",))).tracking_id == ""
    assert parse.filed(answer, by_path).remote_id == "c-77"


@pytest.mark.parametrize(
    ("code", "name", "ours"),
    [
        (1, "Belum Terverifikasi", "unverified"),
        ("2", "  TERVERIFIKASI ", "verified"),
        (None, "dalam\u00a0 proses", "in_process"),
        (4, "Selesai", "finished"),
        (5, "Ditolak", "rejected"),
        (6, "Diarsipkan", "archived"),
        (7, "Ditunda", "on_hold"),
        (99, "Menunggu Klarifikasi", "unknown"),
        (99, None, "unknown"),
    ],
)
def test_a_status_is_known_by_its_name_and_everything_else_is_unknown(
    code: object, name: object, ours: str
) -> None:
    status = parse.complaint(complaint_with(status_code=code, status_name=name), OFFICE).status
    assert status.code == ours


def test_an_offices_own_status_words_go_first_by_code_then_by_name() -> None:
    mapped = office(status_map={"K9": "answered", " menunggu KLARIFIKASI": "on_hold", "selesai": "answered"})
    for code, name, ours in (
        ("k9", "Selesai", "answered"),
        ("8", "Menunggu  Klarifikasi", "on_hold"),
        ("8", "Selesai", "answered"),
        ("8", "Ditolak", "rejected"),
    ):
        status = parse.complaint(complaint_with(status_code=code, status_name=name), mapped).status
        assert (status.code, status.raw_code) == (ours, code)


def test_a_complaint_shows_status_institution_and_log() -> None:
    complaint = parse.complaint(sample("complaint"), OFFICE)
    assert complaint.status.code == "in_process"
    assert (complaint.status.raw_code, complaint.status.raw_name) == ("3", "Dalam  Proses")
    assert complaint.status.institution == "Pemerintah Kabupaten Batang"
    first, second = entries("9100123", complaint.logs, OFFICE)
    assert first.text == "Status diubah dari Belum Terverifikasi menjadi Terverifikasi oleh Admin Nasional."
    assert (first.kind, first.author) == ("status", "Admin Nasional")
    assert (second.kind, second.text) == ("status", "Terverifikasi → Dalam Proses")
    assert second.at == datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        body({"results": []}),
        body({"results": {"data": None}, "message": "Laporan tidak ditemukan"}),
        complaint_with(),
        complaint_with(status_name={"name": "Selesai"}),
    ],
)
def test_a_complaint_without_a_status_is_unreadable(answer: bytes) -> None:
    with pytest.raises(parse.Unreadable):
        parse.complaint(answer, OFFICE)


def test_a_disposition_says_from_whom_to_whom() -> None:
    disposition = read_followups("followups_1")[0]
    expected = "Admin Nasional mendisposisikan kepada Pemerintah Kabupaten Batang"
    assert (disposition.kind, disposition.text) == ("disposition", expected)


def test_an_answer_becomes_plain_text_with_its_links_and_file_names() -> None:
    reply = read_followups("followups_1")[1]
    assert (reply.kind, reply.author) == ("reply", "Pemerintah Kabupaten Batang")
    assert reply.text.splitlines() == [
        "Sudah kami periksa.",
        "Poli gigi & mulut",
        "Lihat jadwal (https://contoh.go.id/jadwal)",
        "Lampiran: jadwal.pdf",
    ]
    assert reply.at == datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)


def test_pages_that_overlap_and_odd_items_give_each_entry_once() -> None:
    found = read_followups("followups_1", "followups_2")
    assert len(found) == len({entry.key for entry in found}) == 5
    assert parse.page(sample("followups_1")).more and not parse.page(sample("followups_2")).more
    assert found[-1].text == "Berkas {{ tak_dikenal }} dan –"
    assert [entry.kind for entry in found] == ["disposition", "reply", "reply", "reply", "other"]


def test_entries_stand_oldest_first_and_undated_ones_last() -> None:
    found = oldest_first(read_followups("followups_2", "followups_1"))
    moments = [entry.at for entry in found if entry.at]
    assert moments == sorted(moments)
    assert [entry.at for entry in found[-2:]] == [None, None]


def test_an_entry_is_known_again_by_its_content_and_changes_when_it_is_edited() -> None:
    item = {"content": "Sudah  diperiksa", "institution_from_name": "A", "created_at": "20-11-2026 08:00:00"}
    (first,) = entries("1", [item], OFFICE)
    same = {
        **item,
        "content": "<p>Sudah diperiksa</p>",
        "institution_from_name": None,
        "institution_from": {"name": "A"},
    }
    assert entries("1", [same], OFFICE)[0].key == first.key
    for change in (
        {"content": "Sudah selesai"},
        {"institution_from_name": "B"},
        {"institution_to_name": "B"},
        {"created_at": "20-11-2026 08:00:01"},
        {"attachments": [{"path": "/1.pdf"}]},
    ):
        assert entries("1", [{**item, **change}], OFFICE)[0].key != first.key
    assert entries("2", [item], OFFICE)[0].key != first.key


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("20-11-2026 06:15:30", datetime(2026, 11, 19, 23, 15, 30, tzinfo=UTC)),
        ("20-11-2026 06:15", datetime(2026, 11, 19, 23, 15, tzinfo=UTC)),
        ("2026-11-20 06:15:30", datetime(2026, 11, 19, 23, 15, 30, tzinfo=UTC)),
        ("2026-11-20T06:15:30.000000Z", datetime(2026, 11, 20, 6, 15, 30, tzinfo=UTC)),
        ("20-11-2026", datetime(2026, 11, 19, 17, 0, tzinfo=UTC)),
        ("31-02-2026 00:00:00", None),
        ("01-01-0001 00:00:00", None),
        ("kemarin", None),
        ("", None),
        (None, None),
        (1763600000, None),
    ],
)
def test_times_without_a_zone_are_jakartas(raw: object, utc: datetime | None) -> None:
    assert moment(raw, OFFICE) == utc


def test_another_zone_can_be_set() -> None:
    read = moment("20-11-2026 09:00:00", office(source_tz="Asia/Jayapura"))
    assert read == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("suhu < 38 dan > 37", "suhu < 38 dan > 37"),
        ("umur<5 tahun", "umur<5 tahun"),
        ("Baris satu\r\nBaris dua &amp; lagi", "Baris satu\nBaris dua & lagi"),
        ("<div>A</div>\n<div>B</div>", "A\nB"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("<img src=x onerror=alert(1)>teks", "teks"),
        ("<svg/onload=alert(1)>", ""),
        ("&lt;script&gt;bukan skrip&lt;/script&gt;", "<script>bukan skrip</script>"),
        ("<style>p{}</style><p>rapi</p><!-- diam -->", "rapi"),
        ('<a href="javascript:alert(1)">klik</a>', "klik"),
        (
            '<a href="https://a.go.id/?x=1&amp;y=2">https://a.go.id/?x=1&amp;y=2</a>',
            "https://a.go.id/?x=1&y=2",
        ),
        ("nol\x00 dan \ud800 dan \x1b[31m", "nol dan  dan [31m"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        (None, ""),
        (12, ""),
        (["x"], ""),
    ],
)
def test_web_text_becomes_plain_text(raw: object, shown: str) -> None:
    assert plain(raw) == shown


def test_a_huge_text_is_cut_where_the_reader_sees_it() -> None:
    assert len(plain("x" * 1_000_000)) == 20_000
    assert plain("teks " + "<b>" * 1_000_000) == "teks"
    assert plain("x" * 30_000).endswith("…")
