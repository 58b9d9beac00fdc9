"""What Sahut writes to citizens by itself: short, plain, Indonesian first."""

from helpdesk.conversations.model import PIN_PLACE
from ui.i18n import N_, translate

ACKNOWLEDGED = N_(
    "Terima kasih. Laporan Anda kami terima dengan nomor {number}.\n"
    "PIN: {pin}\n"
    "Pantau di {link}\n"
    "Keadaan darurat? Hubungi 119."
)
DANGER = N_(
    "Jika ada nyawa yang terancam, telepon 119 SEKARANG atau segera ke IGD terdekat.\n"
    "Sahut bukan layanan darurat: pesan di sini tidak dibaca setiap saat, dan dari sini tidak ada ambulans"
    " yang dikirim. Pesan Anda tetap kami terima dan petugas kami beri tanda."
)
WISH = N_(
    "Anda tidak sendirian. Jika Anda atau orang di dekat Anda ingin mengakhiri hidup, telepon 119 SEKARANG,"
    " atau mintalah seseorang menemani Anda ke IGD terdekat.\n"
    "Sahut bukan layanan darurat: pesan di sini tidak dibaca setiap saat. Pesan Anda tetap kami terima dan"
    " petugas kami beri tanda."
)
"""Sent at once when a message sounds like danger to life (helpdesk.danger)."""
DISPOSED = N_("Kasus {number} ({kind}) masuk ke {unit}. Tenggat: {due}. Buka: {link}")
ASSIGNED = N_("Kasus {number} ({kind}) sekarang tugas Anda, di {unit}. Tenggat: {due}. Buka: {link}")
ALERT = N_("Perlu perhatian, {count} tenggat:\n{lines}\nBuka: {link}")
ALERT_NEAR = N_("{number} – {target}, tenggat {due}")
ALERT_LATE = N_("{number} – {target}, lewat sejak {due}")
MORE_ALERTS = N_("dan {count} lagi")
"""To colleagues: nothing of the citizen stands in them."""
NO_UNIT, NO_DUE_TIME = N_("kantor"), N_("belum ditetapkan")
ROUND_ENDS = N_(
    "Putaran pantau {round} berakhir pukul {ends}. Sudah diperiksa: {checked} dari {lines}. Buka: {link}"
)
ROUND_MISSED = N_("Putaran pantau terlewat: {round}. Tulis alasannya: {link}")
ONE_ROUND, MORE_ROUNDS = N_("{round}, {day}"), N_("{round}, {day}, dan {count} putaran sebelumnya")
"""To colleagues, too: about the office's monitoring rounds."""
COLLEAGUE_WROTE = N_(
    "Nomor Anda terdaftar sebagai petugas {office}. Pesan petugas di sini tidak masuk ke kasus dan tidak"
    " dibaca. Tulis di halaman kasus: {link}\n"
    "Ingin melapor sebagai warga? {portal}\n"
    "Keadaan darurat? Hubungi 119."
)
JOINED = N_(
    "Laporan {number} kini Anda lanjutkan di WhatsApp ini. Jawaban petugas datang ke sini.\n"
    "PIN baru: {pin}. PIN yang lama tidak berlaku lagi.\n"
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
ANSWERED_ONLY = N_(
    "Laporan {number} kami nyatakan selesai. Belum teratasi? Buka kembali di {link} dengan nomor dan PIN Anda."
)
"""For who wants no extra messages: the answer without the question for a rating."""
STOPPED = N_(
    "Baik. Pertanyaan penilaian dan pengumuman tidak kami kirim lagi ke nomor ini. Jawaban atas laporan Anda"
    " tetap datang.\nIngin menerimanya lagi? Balas MULAI."
)
STARTED = N_(
    "Baik. Pertanyaan penilaian dan pengumuman kami kirim lagi ke nomor ini.\n"
    "Ingin berhenti? Balas BERHENTI, kapan saja."
)
STOPPED_BY_LETTER = N_(
    "Baik. Pertanyaan penilaian dan pengumuman tidak kami kirim lagi ke alamat email ini. Jawaban atas laporan Anda"
    " tetap datang.\nIngin menerimanya lagi? Balas MULAI."
)
STARTED_BY_LETTER = N_(
    "Baik. Pertanyaan penilaian dan pengumuman kami kirim lagi ke alamat email ini.\n"
    "Ingin berhenti? Balas BERHENTI, kapan saja."
)
"""Their wording has a version (helpdesk.consents.model.WORDING)."""
REJECTED = N_(
    "Laporan {number} tidak dapat kami tindak lanjuti dan kami tutup. "
    "Keterangannya dapat Anda baca di {link} dengan nomor dan PIN Anda."
)
DUPLICATE = N_(
    "Laporan {number} kami tutup karena memuat hal yang sama dengan laporan {original}. "
    "Kami menanganinya dalam laporan {original}."
)
CLOSED = N_("Laporan {number} kami tutup. Rinciannya dapat Anda baca di {link} dengan nomor dan PIN Anda.")
LAPSED = N_(
    "Laporan {number} kami tutup karena belum ada balasan dari Anda dalam waktu yang kami sebutkan. "
    "Masih perlu dibantu? Balas saja pesan ini, atau buka kembali di {link} dengan nomor dan PIN Anda."
)
STILL_WAITING = N_(
    "Kami masih menunggu balasan Anda untuk laporan {number}. Tanpa balasan sampai {until}, laporan kami tutup; "
    "Anda tetap dapat membukanya kembali."
)
REOPENED = N_("Laporan {number} kami buka kembali. Petugas akan menindaklanjuti.")


def render(text: str, language: str, **values: str) -> str:
    """A message of ours with its blanks filled; a PIN is only a mark until the moment of sending."""
    return translate(language, text).format(**{"pin": PIN_PLACE, **values})
