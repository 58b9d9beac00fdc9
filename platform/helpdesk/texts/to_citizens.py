"""What citizens are told of their reports: short, plain, Indonesian first.

An SMS is one of its kind, in the signs of GSM-7 only: there every sign costs.
"""

from helpdesk.channels.model import ChannelKind
from helpdesk.texts.model import Fixed, Text
from ui.i18n import N_

_CASE = ("number", "link")

ACKNOWLEDGED = Text(
    key="acknowledged",
    usual=N_(
        "Terima kasih. Laporan Anda kami terima dengan nomor {number}.\n"
        "PIN: {pin}\n"
        "Pantau di {link}\n"
        "Keadaan darurat? Hubungi 119."
    ),
    short=N_("Laporan {number} kami terima.\nPIN: {pin}\nPantau: {link}\nDarurat? Hubungi 119."),
    variables=("number", "pin", "link"),
    needs=("number", "pin", "link"),
    keeps=("119",),
)
JOINED = Text(
    key="joined",
    usual=N_(
        "Laporan {number} kini Anda lanjutkan di WhatsApp ini. Jawaban petugas datang ke sini.\n"
        "PIN baru: {pin}. PIN yang lama tidak berlaku lagi.\n"
        "Pantau di {link}\n"
        "Keadaan darurat? Hubungi 119."
    ),
    short=N_(
        "Laporan {number} berlanjut lewat SMS ini.\nPIN baru: {pin}; yang lama tidak berlaku.\nPantau: {link}"
    ),
    variables=("number", "pin", "link"),
    needs=("number", "pin", "link"),
)
REGISTERED = Text(
    key="registered",
    usual=N_(
        "Laporan {number} kami teruskan ke SP4N-LAPOR! dengan nomor {tracking}. "
        "Anda dapat mengikutinya di {where}, aplikasi SP4N LAPOR!, atau SMS 1708."
    ),
    short=N_(
        "Laporan {number} kami teruskan ke SP4N-LAPOR! dengan nomor {tracking}."
        " Ikuti di {where} atau SMS 1708."
    ),
    variables=(*_CASE, "tracking", "where"),
    needs=("number", "tracking"),
)
TRIED = Text(
    key="registered_trial",
    usual=N_(
        "Uji coba: laporan {number} kami coba daftarkan di sistem latihan SP4N-LAPOR! dengan nomor {tracking}. "
        "Nomor itu tidak berlaku di lapor.go.id. Laporan Anda tetap kami tangani di sini."
    ),
    short=N_(
        "Uji coba: laporan {number} bernomor {tracking} di sistem latihan SP4N-LAPOR!, bukan yang sebenarnya."
        " Kami tetap menanganinya."
    ),
    variables=(*_CASE, "tracking"),
    needs=("number", "tracking"),
)
HANDED_OVER = Text(
    key="handed_over",
    usual=N_("Laporan {number} kami teruskan ke {office}. Anda tetap kami kabari di sini."),
    short=N_("Laporan {number} kami teruskan ke {office}. Kabar tetap datang dari kami."),
    variables=(*_CASE, "office"),
    needs=("number", "office"),
)
PASSED_ON = Text(
    key="passed_on",
    usual=N_("Laporan {number} kini ditangani {office}. Anda tetap kami kabari di sini."),
    short=N_("Laporan {number} kini ditangani {office}. Kabar tetap datang dari kami."),
    variables=(*_CASE, "office"),
    needs=("number", "office"),
)
BACK = Text(
    key="back",
    usual=N_("Laporan {number} kembali kami tangani di {office}. Anda tetap kami kabari di sini."),
    short=N_("Laporan {number} kembali kami tangani di {office}."),
    variables=(*_CASE, "office"),
    needs=("number",),
)
ANSWERED = Text(
    key="answered",
    usual=N_(
        "Laporan {number} kami nyatakan selesai. Apakah masalah Anda teratasi? "
        "Beri nilai atau buka kembali di {link} dengan nomor dan PIN Anda."
    ),
    short=N_("Laporan {number} kami nyatakan selesai. Sudah teratasi? Nilai atau buka kembali di {link}"),
    variables=_CASE,
    needs=_CASE,
)
ANSWERED_ONLY = Text(
    key="answered_only",
    usual=N_(
        "Laporan {number} kami nyatakan selesai. Belum teratasi?"
        " Buka kembali di {link} dengan nomor dan PIN Anda."
    ),
    short=N_("Laporan {number} kami nyatakan selesai. Belum teratasi? Buka kembali di {link}"),
    variables=_CASE,
    needs=_CASE,
)
"""For who wants no extra messages: the answer without the question for a rating."""
STILL_WAITING = Text(
    key="still_waiting",
    usual=N_(
        "Kami masih menunggu balasan Anda untuk laporan {number}. Tanpa balasan sampai {until}, laporan kami tutup; "
        "Anda tetap dapat membukanya kembali."
    ),
    short=N_(
        "Kami menunggu balasan Anda untuk laporan {number}. Tanpa balasan sampai {until}, laporan kami tutup."
    ),
    variables=(*_CASE, "until"),
    needs=("number", "until"),
)
LAPSED = Text(
    key="lapsed",
    usual=N_(
        "Laporan {number} kami tutup karena belum ada balasan dari Anda dalam waktu yang kami sebutkan. "
        "Masih perlu dibantu? Balas saja pesan ini, atau buka kembali di {link} dengan nomor dan PIN Anda."
    ),
    short=N_("Laporan {number} ditutup: belum ada balasan Anda. Masih perlu? Balas SMS ini atau buka {link}"),
    variables=_CASE,
    needs=_CASE,
)
CLOSED = Text(
    key="closed",
    usual=N_("Laporan {number} kami tutup. Rinciannya dapat Anda baca di {link} dengan nomor dan PIN Anda."),
    short=N_("Laporan {number} kami tutup. Rinciannya: {link}"),
    variables=_CASE,
    needs=_CASE,
)
REJECTED = Text(
    key="rejected",
    usual=N_(
        "Laporan {number} tidak dapat kami tindak lanjuti dan kami tutup. "
        "Keterangannya dapat Anda baca di {link} dengan nomor dan PIN Anda."
    ),
    short=N_("Laporan {number} tidak dapat ditindaklanjuti dan ditutup. Keterangan: {link}"),
    variables=_CASE,
    needs=_CASE,
)
REFERRED = Text(
    key="referred",
    usual=N_(
        "Laporan {number} bukan kewenangan kami, jadi kami tutup di sini. Yang berwenang: {owner}. "
        "Silakan sampaikan ke sana. Rinciannya dapat Anda baca di {link} dengan nomor dan PIN Anda."
    ),
    short=N_("Laporan {number} bukan kewenangan kami. Yang berwenang: {owner}. Rincian: {link}"),
    variables=(*_CASE, "owner"),
    needs=("number", "owner"),
)
DUPLICATE = Text(
    key="duplicate",
    usual=N_(
        "Laporan {number} kami tutup karena memuat hal yang sama dengan laporan {original}. "
        "Kami menanganinya dalam laporan {original}."
    ),
    short=N_("Laporan {number} ditutup karena sama dengan laporan {original}, yang tetap kami tangani."),
    variables=(*_CASE, "original"),
    needs=("number", "original"),
)
REOPENED = Text(
    key="reopened",
    usual=N_("Laporan {number} kami buka kembali. Petugas akan menindaklanjuti."),
    variables=_CASE,
    needs=("number",),
)
NEWS = (
    *(ACKNOWLEDGED, JOINED, REGISTERED, TRIED, HANDED_OVER, PASSED_ON, BACK, ANSWERED, ANSWERED_ONLY),
    *(STILL_WAITING, LAPSED, CLOSED, REJECTED, REFERRED, DUPLICATE, REOPENED),
)

DANGER = Text(
    key="danger",
    usual=N_(
        "Jika ada nyawa yang terancam, telepon 119 SEKARANG atau segera ke IGD terdekat.\n"
        "Sahut bukan layanan darurat: pesan di sini tidak dibaca setiap saat, dan dari sini tidak ada ambulans"
        " yang dikirim. Pesan Anda tetap kami terima dan petugas kami beri tanda."
    ),
    short=N_(
        "Nyawa terancam? Telepon 119 SEKARANG atau ke IGD terdekat. Nomor ini bukan layanan darurat dan"
        " tidak dibaca setiap saat. Pesan Anda tetap kami terima."
    ),
    fixed=Fixed.EMERGENCY,
)
WISH = Text(
    key="wish",
    usual=N_(
        "Anda tidak sendirian. Jika Anda atau orang di dekat Anda ingin mengakhiri hidup, telepon 119 SEKARANG,"
        " atau mintalah seseorang menemani Anda ke IGD terdekat.\n"
        "Sahut bukan layanan darurat: pesan di sini tidak dibaca setiap saat. Pesan Anda tetap kami terima dan"
        " petugas kami beri tanda."
    ),
    short=N_(
        "Anda tidak sendirian. Telepon 119 SEKARANG, atau minta seseorang menemani Anda ke IGD. Nomor ini"
        " bukan layanan darurat. Pesan Anda kami terima."
    ),
    fixed=Fixed.EMERGENCY,
)
EMERGENCY = (DANGER, WISH)
"""Sent at once when a message sounds like danger to life (helpdesk.danger)."""

_BY_PHONE = (ChannelKind.WHATSAPP, ChannelKind.SMS)
_BY_LETTER = (ChannelKind.EMAIL,)

STOPPED = Text(
    key="stopped",
    usual=N_(
        "Baik. Pertanyaan penilaian dan pengumuman tidak kami kirim lagi ke nomor ini. Jawaban atas laporan Anda"
        " tetap datang.\nIngin menerimanya lagi? Balas MULAI."
    ),
    short=N_(
        "Baik, SMS penilaian dan pengumuman kami hentikan. Jawaban laporan Anda tetap datang. Balas MULAI untuk"
        " menerima lagi."
    ),
    channels=_BY_PHONE,
    fixed=Fixed.CONSENT,
)
STARTED = Text(
    key="started",
    usual=N_(
        "Baik. Pertanyaan penilaian dan pengumuman kami kirim lagi ke nomor ini.\n"
        "Ingin berhenti? Balas BERHENTI, kapan saja."
    ),
    short=N_("Baik, SMS penilaian dan pengumuman kami kirim lagi. Balas BERHENTI untuk berhenti."),
    channels=_BY_PHONE,
    fixed=Fixed.CONSENT,
)
STOPPED_BY_LETTER = Text(
    key="stopped_by_letter",
    usual=N_(
        "Baik. Pertanyaan penilaian dan pengumuman tidak kami kirim lagi ke alamat email ini. Jawaban atas laporan Anda"
        " tetap datang.\nIngin menerimanya lagi? Balas MULAI."
    ),
    channels=_BY_LETTER,
    fixed=Fixed.CONSENT,
)
STARTED_BY_LETTER = Text(
    key="started_by_letter",
    usual=N_(
        "Baik. Pertanyaan penilaian dan pengumuman kami kirim lagi ke alamat email ini.\n"
        "Ingin berhenti? Balas BERHENTI, kapan saja."
    ),
    channels=_BY_LETTER,
    fixed=Fixed.CONSENT,
)
CONSENT = (STOPPED, STARTED, STOPPED_BY_LETTER, STARTED_BY_LETTER)
"""Their wording has a version (helpdesk.consents.model.WORDING)."""
