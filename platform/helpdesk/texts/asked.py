"""What citizens are asked to agree to, and how their answer is confirmed: plain, kind, and no is fine."""

from helpdesk.texts.model import Fixed, Text
from ui.i18n import N_

_CASE = ("number", "link")

ASK_HANDOVER = Text(
    key="ask_handover",
    usual=N_(
        "Tentang laporan {number}: bolehkah petugas {office} melihat nama dan kontak Anda, supaya mereka dapat"
        " membantu menyelesaikannya?\n"
        "Balas YA atau TIDAK, paling lambat {until}.\n"
        "TIDAK juga tidak apa-apa: laporan Anda tetap ditangani seperti biasa, tanpa nama dan kontak Anda di sana."
        " Jawaban dapat Anda ubah kapan saja di {link} dengan nomor dan PIN."
    ),
    short=N_(
        "Laporan {number}: bolehkah {office} melihat nama & kontak Anda? Balas YA/TIDAK."
        " Bila TIDAK, penanganan tetap sama."
    ),
    variables=(*_CASE, "office", "until"),
    fixed=Fixed.CONSENT,
)
ASK_REGISTER = Text(
    key="ask_register",
    usual=N_(
        "Tentang laporan {number}: bolehkah kami mendaftarkannya ke SP4N-LAPOR!, layanan pengaduan nasional?"
        " Yang dikirim ke sana isi laporan dan berkasnya, tanpa nama dan kontak Anda.\n"
        "Balas YA atau TIDAK, paling lambat {until}.\n"
        "TIDAK juga tidak apa-apa: laporan Anda tetap kami tangani seperti biasa."
        " Jawaban dapat Anda ubah kapan saja di {link} dengan nomor dan PIN."
    ),
    short=N_(
        "Laporan {number}: bolehkah didaftarkan ke SP4N-LAPOR! tanpa nama & kontak Anda? Balas YA/TIDAK."
        " Bila TIDAK, penanganan tetap sama."
    ),
    variables=(*_CASE, "until"),
    fixed=Fixed.CONSENT,
)
ASK_REPORTER = Text(
    key="ask_reporter",
    usual=N_(
        "Tentang laporan {number}: bolehkah kami mendaftarkannya ke SP4N-LAPOR!, layanan pengaduan nasional, dengan"
        " nama dan kontak Anda? Instansi yang menanganinya di sana dapat melihatnya.\n"
        "Balas YA atau TIDAK, paling lambat {until}.\n"
        "TIDAK juga tidak apa-apa: laporan Anda tetap kami tangani seperti biasa, tanpa nama dan kontak Anda di sana."
        " Jawaban dapat Anda ubah kapan saja di {link} dengan nomor dan PIN."
    ),
    short=N_(
        "Laporan {number}: bolehkah didaftarkan ke SP4N-LAPOR! dengan nama & kontak Anda? Balas YA/TIDAK."
        " Bila TIDAK, penanganan tetap sama."
    ),
    variables=(*_CASE, "until"),
    fixed=Fixed.CONSENT,
)
AGREED = Text(
    key="agreed",
    usual=N_(
        "Terima kasih, jawaban Anda tentang laporan {number} kami catat: YA."
        " Anda dapat mengubahnya kapan saja di {link} dengan nomor dan PIN."
    ),
    short=N_("Terima kasih, jawaban Anda tentang laporan {number} kami catat: YA. Ubah: {link}"),
    variables=_CASE,
    fixed=Fixed.CONSENT,
)
DECLINED = Text(
    key="declined",
    usual=N_(
        "Terima kasih, jawaban Anda tentang laporan {number} kami catat: TIDAK."
        " Laporan Anda tetap ditangani seperti biasa."
    ),
    short=N_(
        "Terima kasih, jawaban Anda tentang laporan {number} kami catat: TIDAK. Laporan tetap kami tangani."
    ),
    variables=("number",),
    fixed=Fixed.CONSENT,
)
ASKED = (ASK_HANDOVER, ASK_REGISTER, ASK_REPORTER, AGREED, DECLINED)
"""Their wording has a version (helpdesk.consenting.model.WORDING)."""
