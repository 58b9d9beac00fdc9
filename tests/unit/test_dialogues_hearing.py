"""What short messages are taken for: a greeting, a kind, a place, or something said."""

import pytest

from helpdesk.cases.model import CaseKind
from helpdesk.dialogues import hearing
from helpdesk.dialogues.model import Place
from kit.ids import uuid7

PLACES = [
    Place(id=uuid7(), name=name)
    for name in ("Puskesmas Batang I", "Puskesmas Batang II", "Puskesmas Bawang", "RSUD Kalisari")
]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "halo",
            "Halo!",
            "HALO",
            "Hallo kak",
            "p",
            "P",
            "ping",
            "tes",
            "menu",
            "Menu.",
            "hai min",
            "👋",
            "🙏🏽",
        ),
        *(
            "assalamualaikum",
            "Assalamu'alaikum wr. wb.",
            "selamat pagi",
            "Selamat siang, Bapak/Ibu",
            "permisi",
        ),
        *("hello", "Hello there", "good morning", "?", "...", "kak", "Pak admin", "english", "laporan baru"),
    ],
)
def test_a_greeting_says_nothing_yet(text: str) -> None:
    assert hearing.opens(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Antrean panjang", "halo, obat habis", "selamat pagi dokter gigi ada?", "1", "119", "pingsan"),
        *(
            "tolong",
            "你好",
            "مرحبا",
            "halo " * 8,
            "Halo\n↗ Iklan – https://example.org",
            "saya mau lapor",
            "x" * 500,
        ),
    ],
)
def test_everything_else_is_something_said(text: str) -> None:
    assert not hearing.opens(text)
    assert not hearing.greets(text)
    assert not hearing.wants_menu(text)


@pytest.mark.parametrize(
    ("text", "choice", "kind"),
    [
        ("1", "", CaseKind.COMPLAINT),
        ("1.", "", CaseKind.COMPLAINT),
        ("no 2", "", CaseKind.CONSULTATION),
        ("Konsultasi", "", CaseKind.CONSULTATION),
        ("3 permintaan informasi", "", CaseKind.INFORMATION),
        ("4) aspirasi", "", CaseKind.ASPIRATION),
        ("Saran", "", CaseKind.ASPIRATION),
        ("Pengaduan", "kind:complaint", CaseKind.COMPLAINT),
        ("2 pengaduan", "", None),
        ("5", "", None),
        ("Konsultasi dong, anak saya demam", "", None),
        ("Tes", "kind:unknown", None),
    ],
)
def test_a_kind_is_pressed_numbered_or_named(text: str, choice: str, kind: CaseKind | None) -> None:
    assert hearing.kind_meant(text, choice) is kind


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", [0]),
        ("nomor 4", [3]),
        ("puskesmas batang ii", [1]),
        ("Puskesmas Batang I", [0]),
        ("pkm bawang", [2]),
        ("di bawang", [2]),
        ("kalisari", [3]),
        ("batang", [0, 1]),
        ("9", []),
        ("0", []),
        ("Semarang", []),
        ("di", []),
    ],
)
def test_a_place_is_meant_by_number_or_name(text: str, meant: list[int]) -> None:
    assert hearing.places_meant(text, "", PLACES, PLACES) == tuple(PLACES[n] for n in meant)
