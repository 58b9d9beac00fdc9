"""The README's pictures, made anew: `make pictures`. A demonstration of its own lives the same afternoon each time.

Names and words are invented and fixed; case numbers and the time of day are those of the run.
"""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from support.clicks import Theatre, confirms, does, opened_theatre, picks, writes
from support.desk import until
from support.players import Citizen, Office

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 300_000

NOTE = "Dokter gigi cuti sampai Jumat, kembali bertugas Jumat pagi."
ANSWER = "Terima kasih, Ibu Siti. Dokter gigi kembali bertugas hari Jumat; antrean dibuka pukul 07.30."

AFTERNOON = (
    (
        "+6281299000301",
        "Siti Rahmawati",
        "Sudah tiga kali ke puskesmas, antrean poli gigi selalu habis sebelum pukul delapan.",
        "50m",
    ),
    ("+6281299000302", "Yohanes Bere", "Obat hipertensi kosong sejak Senin. Kapan datang lagi?", "2h"),
    ("+6281299000303", "Made Suarsana", "Mohon data cakupan imunisasi tahun lalu untuk skripsi saya.", "35m"),
    ("+6281299000304", "Ahmad Rifai", "Jadwal vaksin meningitis untuk umrah kapan ya?", "1h"),
    ("+6281299000305", "Kartini Dewi", "Posyandu di dusun kami sudah sebulan tidak buka.", "25m"),
    (
        "+6281299000306",
        "Budi Santoso",
        "Petugas loket sangat membantu, terima kasih. Saran: kursi tunggu ditambah.",
        "5m",
    ),
)
"""Who writes what, and how much later than the one before."""


def main() -> int:
    """Make all four; answers 1 when one became too big."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _a_folder_for_locks(), opened_theatre() as theatre:
        number, linked = _afternoon(theatre)
        made = [
            _desk(theatre, number),
            _phone(theatre, number),
            _tracking(theatre),
            _overview(theatre, linked),
        ]
    for path in made:
        print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size / 1000:.0f} KB")
    return int(any(path.stat().st_size > MOST_BYTES for path in made))


@contextmanager
def _a_folder_for_locks() -> Iterator[None]:
    """What the tests' support asks for when no test runs."""
    with tempfile.TemporaryDirectory() as run:
        os.environ.setdefault("SAHUT_TEST_RUN", run)
        yield


def _afternoon(theatre: Theatre) -> tuple[str, str]:
    """Citizens write, the office works; the numbers of a case in work and of one handed over."""
    desk, known = theatre.desk, theatre.known
    batang, ministry = Office(desk, known, "batang"), Office(desk, known, "kemenkes")
    numbers = []
    for phone, name, text, pause in AFTERNOON:
        citizen = Citizen(desk, known, "batang", phone, name)
        citizen.writes(text)
        numbers.append(citizen.reads("BTG-")["text"].partition("BTG-")[2][:11])
        desk.advance(pause)
    first, second, third, *_ = (f"BTG-{each}" for each in numbers)
    _works(theatre, first)
    batang.does(third, "verify", kind="information")
    batang.does(third, "messages", text="Data tersedia di laman dinas; tautannya kami kirim di sini.")
    batang.does(second, "verify", kind="complaint")
    batang.does(second, "escalations", to="kemenkes", reason="Distribusi dari pusat terhenti.")
    mirrored = until(lambda: ministry.reads("/cases", folder="linked")["items"])
    ministry.does(mirrored[0]["number"], "verify", kind="complaint")
    desk.settle()
    return first, second


def _works(theatre: Theatre, number: str) -> None:
    """What happened to the case in the first picture: a desk officer and an officer of the unit."""
    case = f"/desk/batang/cases/{number}"
    dewi, joko = theatre.sign_in("dewi@batang.example"), theatre.sign_in("joko@batang.example")
    dewi.goto(case)
    does(dewi, "Verifikasi kasus")
    dewi.get_by_label("Pengaduan", exact=True).check()
    confirms(dewi, "Verifikasi kasus")
    does(dewi, "Disposisi")
    picks(dewi, "unit", "Puskesmas Batang I")
    dewi.fill("[name=instruction]", "Mohon jadwal dokter gigi pekan ini.")
    confirms(dewi, "Disposisi ke unit")
    joko.goto(case)
    writes(joko, NOTE, "Simpan catatan internal", tab="Catatan internal")
    dewi.goto(case)
    writes(dewi, ANSWER, "Kirim ke warga")


def _desk(theatre: Theatre, number: str) -> Path:
    page = theatre.sign_in("dewi@batang.example")
    page.goto(f"/desk/batang/cases/{number}")
    return _kept(page, "desk")


def _phone(theatre: Theatre, number: str) -> Path:
    page = theatre.sign_in("joko@batang.example", width=390)
    page.goto(f"/desk/batang/cases/{number}")
    return _kept(page, "case-on-a-phone")


def _tracking(theatre: Theatre) -> Path:
    """As the citizen sees it who got number and PIN on WhatsApp."""
    citizen = Citizen(theatre.desk, theatre.known, "batang", AFTERNOON[0][0], AFTERNOON[0][1])
    told = citizen.reads("PIN")["text"]
    page = theatre.window(width=900)
    page.goto("/t/batang/track")
    page.fill("[name=number]", f"BTG-{told.partition('BTG-')[2][:11]}")
    page.fill("[name=pin]", told.partition("PIN: ")[2][:6])
    page.press("[name=pin]", "Enter")
    page.wait_for_url("**/track/report*")
    return _kept(page, "tracking")


def _overview(theatre: Theatre, linked: str) -> Path:
    page = theatre.sign_in("lestari@kemenkes.example")
    page.goto("/desk/kemenkes/overview")
    page.get_by_text(linked).first.wait_for()
    return _kept(page, "ministry")


def _kept(page: Page, name: str) -> Path:
    """The window as a small picture: 128 colours are enough for surfaces and letters."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)
    path = FOLDER / f"{name}.png"
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
