"""The words an office begins with, and the templates that the simulated WhatsApp approved for everybody."""

from collections.abc import Mapping
from typing import NamedTuple

from helpdesk.texts.model import Form, Own

CANNED = (
    (
        "Salam dan terima kasih",
        "Halo {nama}, terima kasih sudah menghubungi {kantor}. Laporan Anda sudah kami terima dengan nomor"
        " {nomor}. Saya {petugas}, dan saya yang membantu Anda.",
    ),
    (
        "Minta keterangan: tempat dan waktu",
        "Halo {nama}, supaya laporan {nomor} dapat kami periksa, mohon tuliskan kapan kejadiannya dan di"
        " fasilitas kesehatan mana. Jangan kirim foto KTP atau hasil pemeriksaan.",
    ),
    (
        "Sudah diteruskan ke fasilitas",
        "Laporan {nomor} sudah kami teruskan kepada {fasilitas}. Kami kabari Anda begitu ada jawaban.",
    ),
    (
        "Cara mendaftar antrean puskesmas",
        "Antrean puskesmas dapat diambil lewat aplikasi Mobile JKN sehari sebelumnya, atau di loket mulai"
        " pukul 07.00. Bawa KTP atau kartu JKN. Peserta tanpa ponsel tetap dilayani di loket.",
    ),
    (
        "Kepesertaan JKN tidak aktif",
        "Halo {nama}, status kepesertaan JKN dapat ditanyakan kepada BPJS Kesehatan melalui 165 atau kantor"
        " cabang terdekat. Dalam keadaan gawat darurat Anda tetap dilayani lebih dahulu.",
    ),
    (
        "Keadaan darurat: 119",
        "Jika ini keadaan darurat, hubungi 119 sekarang juga atau datang ke IGD terdekat. Pesan di sini"
        " tidak dibaca setiap saat.",
    ),
    (
        "Penutup",
        "Laporan {nomor} sudah selesai kami tangani. Jika masih ada yang belum jelas, balas pesan ini."
        " Terima kasih, {petugas}, {kantor}.",
    ),
)
"""Titles and texts; the office changes them as it likes."""

OWN_TEXTS: Mapping[str, Own] = {
    "batang": {
        ("answered", Form.MESSAGE, "id"): (
            "Matur nuwun sudah melapor ke Konlaporbae. Laporan {number} kami nyatakan selesai.\n"
            "Apakah masalah Anda teratasi? Beri nilai atau buka kembali di {link} dengan nomor dan PIN Anda."
        )
    }
}
"""What an office of the demonstration says in place of the usual, so that one can see what that looks like."""


SUPERVISORY_TOPIC = "Berkadar pengawasan (perlu pemeriksaan)"
"""The rules give complaints of this topic sixty working days."""
TOPICS = (
    "Pelayanan puskesmas",
    "Antrean dan waktu tunggu",
    "Obat dan vaksin",
    "Biaya dan BPJS/JKN",
    "Sikap petugas",
    "Fasilitas dan kebersihan",
    "Kesehatan lingkungan",
    SUPERVISORY_TOPIC,
    "Lainnya",
)
"""What cases are about, until the office says it in its own words."""


class SeedTemplate(NamedTuple):
    """A template that the simulator has, with what its variables stand for."""

    name: str
    language: str
    body: str
    variables: tuple[str, ...]


TEMPLATES = (
    SeedTemplate(
        "case_received",
        "id",
        "Laporan Anda kami terima dengan nomor {{1}}. Pantau: {{2}}",
        ("nomor laporan", "alamat lacak"),
    ),
    SeedTemplate("case_update", "id", "Kabar tentang laporan {{1}}: {{2}}", ("nomor laporan", "isi kabar")),
    SeedTemplate(
        "question", "id", "Kami butuh keterangan untuk {{1}}: {{2}}", ("nomor laporan", "yang ditanyakan")
    ),
    SeedTemplate(
        "rate_us", "id", "Laporan {{1}} selesai. Nilai layanan kami: {{2}}", ("nomor laporan", "alamat nilai")
    ),
    SeedTemplate("case_update", "en", "News of your report {{1}}: {{2}}", ("case number", "news")),
)
