"""What Sahut writes to citizens by itself: short, plain, Indonesian first."""

from helpdesk.conversations.model import PIN_PLACE
from ui.i18n import N_, translate

ACKNOWLEDGED = N_(
    "Terima kasih. Laporan Anda kami terima dengan nomor {number}.\n"
    "PIN: {pin}\n"
    "Pantau di {link}\n"
    "Keadaan darurat? Hubungi 119."
)
REGISTERED = N_(
    "Laporan {number} kami teruskan ke SP4N-LAPOR! dengan nomor {tracking}. "
    "Anda dapat mengikutinya di lapor.go.id, aplikasi SP4N LAPOR!, atau SMS 1708."
)
HANDED_OVER = N_("Laporan {number} kami teruskan ke {office}. Anda tetap kami kabari di sini.")
ANSWERED = N_(
    "Laporan {number} kami nyatakan selesai. Apakah masalah Anda teratasi? "
    "Beri nilai atau buka kembali di {link} dengan nomor dan PIN Anda."
)
REJECTED = N_(
    "Laporan {number} tidak dapat kami tindak lanjuti dan kami tutup. "
    "Keterangannya dapat Anda baca di {link} dengan nomor dan PIN Anda."
)
DUPLICATE = N_(
    "Laporan {number} kami tutup karena memuat hal yang sama dengan laporan {original}. "
    "Kami menanganinya dalam laporan {original}."
)
CLOSED = N_("Laporan {number} kami tutup. Rinciannya dapat Anda baca di {link} dengan nomor dan PIN Anda.")
REOPENED = N_("Laporan {number} kami buka kembali. Petugas akan menindaklanjuti.")


def render(text: str, language: str, **values: str) -> str:
    """A message of ours with its blanks filled; a PIN is only a mark until the moment of sending."""
    return translate(language, text).format(**{"pin": PIN_PLACE, **values})
