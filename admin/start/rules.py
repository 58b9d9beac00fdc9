"""The way of a new office, in order: what is done, what comes next."""

from typing import NamedTuple

from admin.start.model import Readiness
from ui.i18n import N_


class Step(NamedTuple):
    """One thing to do: where, and whether it is done."""

    title: str
    text: str
    button: str
    path: str
    """Below the office's administration."""
    done: bool


ENOUGH_UNITS = 2
"""An office begins with one, its secretariat: nobody could be passed anything."""


def way(ready: Readiness) -> tuple[Step, ...]:
    """Every step of the first day, in order; the first that is not done is the next."""
    return (
        Step(
            N_("Susun unit dan fasilitas"),
            N_("Bidang dan puskesmas yang akan mengerjakan kasus. Warga memilih fasilitas saat melapor."),
            N_("Tambah unit"),
            "units/new",
            ready.units >= ENOUGH_UNITS,
        ),
        Step(
            N_("Tambahkan petugas"),
            N_("Setiap orang mendapat tautan sekali pakai untuk membuat kata sandinya sendiri."),
            N_("Tambah orang"),
            "people/new",
            ready.answerers > 0,
        ),
        Step(
            N_("Pasang nomor WhatsApp"),
            N_("Kuncinya ada di halaman Meta kantor Anda, dan disimpan tersegel."),
            N_("Pasang nomor WhatsApp"),
            "channels/new",
            ready.accounts > 0,
        ),
        Step(
            N_("Uji kanal"),
            N_("Kami bertanya kepada WhatsApp apakah nomor dan tokennya bekerja."),
            N_("Uji kanal"),
            "channels",
            ready.tested_at is not None,
        ),
        Step(
            N_("Daftarkan alamat hook di Meta"),
            N_("Supaya pesan warga sampai ke sini. Alamat dan tombol salinnya ada di halaman kanal."),
            N_("Lihat alamat hook"),
            "channels",
            ready.heard_at is not None,
        ),
        Step(
            N_("Terima pesan pertama"),
            N_("Kirim pesan dari ponsel Anda sendiri ke nomor kantor, lalu lihat kasusnya di meja layanan."),
            "",
            "",
            ready.first_case_at is not None,
        ),
        Step(
            N_("Jawab pesan pertama"),
            N_("Petugas membuka kasusnya, mengambilnya, dan membalas. Setelah itu kantor ini berjalan."),
            "",
            "",
            ready.first_answer_at is not None,
        ),
    )
