"""What an officer is warned of before a text leaves the house."""

from uuid import uuid4

import pytest

from helpdesk.channels.register import FilingFile
from helpdesk.registers.leaks import Leak, Trace, leaks, unseen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NIK saya 3325010101010001 ya", [Trace.NIK]),
        ("KK 3325-0101-0101-0001", [Trace.NIK]),
        ("33 25 01 01 01 01 00 01", [Trace.NIK]),
        ("telepon 081234567890", [Trace.PHONE]),
        ("telepon (0812) 3456-7890.", [Trace.PHONE]),
        ("wa +62 812-3456-7890", [Trace.PHONE]),
        ("6281234567890", [Trace.PHONE]),
        ("kantor 0285 391234 tutup", [Trace.PHONE]),
        ("wa 8123456789", [Trace.PHONE]),
        ("wa:812-3456-7890.", [Trace.PHONE]),
        ("812 3456 7890", [Trace.PHONE]),
        ("hp081234567890", [Trace.PHONE]),
        ("WA6281234567890", [Trace.PHONE]),
        ("surel warga.r@contoh.co.id", [Trace.EMAIL]),
        ("saya Siti Rahmawati", [Trace.NAME]),
        ("bu RAHMAWATI menunggu", [Trace.NAME]),
        ("foto_siti_ktp.jpg", [Trace.NAME]),
        (
            "3325010101010001 / 081234567890 / a@b.id / siti",
            [Trace.NIK, Trace.PHONE, Trace.EMAIL, Trace.NAME],
        ),
        ("Antrean poli gigi selalu penuh", []),
        ("Tanggal 20-11-2026 08.00, antrean nomor 0123", []),
        ("Hubungi 1708, 119, atau 1500567", []),
        ("BTG-7K4Q-29XM-C sejak 2026", []),
        ("kuota 12345678901234567 lembar", []),
        ("anggaran Rp 812.345.678", []),
        ("anggaran 8.123.456.789", []),
        ("sejak 8-11-2026, antrean 812", []),
        ("tiket A8123456789", []),
        ("situsi dan rahmat", []),
    ],
)
def test_what_tells_who_the_citizen_is_is_found(text: str, found: list[Trace]) -> None:
    said = leaks({"content": text}, "Ibu Siti Rahmawati")
    assert [leak.trace for leak in said] == found


def test_every_place_is_looked_at_and_named_without_repeating_what_was_found() -> None:
    said = leaks({"title": "Siti", "content": "kosong", "files": "081234567890.pdf"}, "Siti")
    assert said == (Leak(where="title", trace=Trace.NAME), Leak(where="files", trace=Trace.PHONE))


@pytest.mark.parametrize("name", ["", "Ibu", "Pak", "A B"])
def test_a_name_that_is_none_warns_of_nothing(name: str) -> None:
    assert leaks({"content": "Ibu dan Pak A di puskesmas"}, name) == ()


@pytest.mark.parametrize(
    ("kinds", "told"), [((), 0), (("image/png", "image/jpeg"), 0), (("image/png", "application/pdf"), 1)]
)
def test_a_document_may_say_inside_whose_it_is_and_a_photo_is_drawn_anew(
    kinds: tuple[str, ...], told: int
) -> None:
    files = [
        FilingFile(id=uuid4(), name=f"lampiran-{place}", mime_type=kind) for place, kind in enumerate(kinds)
    ]
    assert [leak.trace for leak in unseen(files)] == [Trace.INSIDE] * told
