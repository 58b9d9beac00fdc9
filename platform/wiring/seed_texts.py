"""Words of the demonstration's offices, and the templates that the simulated WhatsApp approved for everybody."""

from collections.abc import Mapping
from typing import NamedTuple

from helpdesk.texts.model import Form, Own

OWN_TEXTS: Mapping[str, Own] = {
    "batang": {
        ("answered", Form.MESSAGE, "id"): (
            "Matur nuwun sudah melapor ke Konlaporbae. Laporan {number} kami nyatakan selesai.\n"
            "Apakah masalah Anda teratasi? Beri nilai atau buka kembali di {link} dengan nomor dan PIN Anda."
        )
    }
}
"""What an office of the demonstration says in place of the usual, so that one can see what that looks like."""


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
