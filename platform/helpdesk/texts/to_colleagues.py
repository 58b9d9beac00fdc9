"""What colleagues are told outside the desk; nothing of the citizen stands in it."""

from helpdesk.channels.model import ChannelKind
from helpdesk.texts.model import Text
from ui.i18n import N_

_TOLD = (ChannelKind.WHATSAPP,)
_CASE = ("number", "kind", "unit", "due", "link")

DISPOSED = Text(
    key="disposed",
    usual=N_("Kasus {number} ({kind}) masuk ke {unit}. Tenggat: {due}. Buka: {link}"),
    channels=_TOLD,
    variables=_CASE,
    needs=("number", "link"),
)
ASSIGNED = Text(
    key="assigned",
    usual=N_("Kasus {number} ({kind}) sekarang tugas Anda, di {unit}. Tenggat: {due}. Buka: {link}"),
    channels=_TOLD,
    variables=_CASE,
    needs=("number", "link"),
)
APPROVAL_ASKED = Text(
    key="approval_asked",
    usual=N_("{asker} meminta persetujuan untuk meneruskan kasus {number} ({kind}). Buka: {link}"),
    channels=_TOLD,
    variables=("asker", "number", "kind", "link"),
    needs=("number", "link"),
)
APPROVAL_DECIDED = Text(
    key="approval_decided",
    usual=N_("Permintaan Anda untuk meneruskan kasus {number} {decision} oleh {decider}. Buka: {link}"),
    channels=_TOLD,
    variables=("number", "decision", "decider", "link"),
    needs=("number", "decision", "link"),
)
HELP = Text(
    key="unit_help",
    usual=N_("Kasus {number} ({kind}): {news}. Tenggat: {due}. Buka: {link}"),
    channels=_TOLD,
    variables=("number", "kind", "news", "due", "link"),
    needs=("number", "news", "link"),
)
CASE_NEWS = Text(
    key="case_news",
    usual=N_("Kasus {number} ({kind}): {news}. Buka: {link}"),
    channels=_TOLD,
    variables=("number", "kind", "news", "link"),
    needs=("number", "news", "link"),
)
ALERT = Text(
    key="alert",
    usual=N_("Perlu perhatian, {count} tenggat:\n{cases}\nBuka: {link}"),
    channels=_TOLD,
    variables=("count", "cases", "link"),
    needs=("cases", "link"),
)
ROUND_ENDS = Text(
    key="round_ends",
    usual=N_(
        "Putaran pantau {round} berakhir pukul {ends}. Sudah diperiksa: {checked} dari {lines}. Buka: {link}"
    ),
    channels=_TOLD,
    variables=("round", "ends", "checked", "lines", "link"),
    needs=("round", "ends", "link"),
)
ROUND_MISSED = Text(
    key="round_missed",
    usual=N_("Putaran pantau terlewat: {round}. Tulis alasannya: {link}"),
    channels=_TOLD,
    variables=("round", "link"),
    needs=("round", "link"),
)
COLLEAGUE_WROTE = Text(
    key="colleague_wrote",
    usual=N_(
        "Nomor Anda terdaftar sebagai petugas {office}. Pesan petugas di sini tidak masuk ke kasus dan tidak"
        " dibaca. Tulis di halaman kasus: {link}\n"
        "Ingin melapor sebagai warga? {portal}\n"
        "Keadaan darurat? Hubungi 119."
    ),
    short=N_(
        "Nomor Anda terdaftar sebagai petugas {office}. SMS petugas tidak masuk ke kasus. Tulis di {link}\n"
        "Melapor sebagai warga? {portal}"
    ),
    channels=(ChannelKind.WHATSAPP, ChannelKind.SMS),
    variables=("office", "link", "portal"),
    needs=("link",),
)
UNIT_CASE = Text(
    key="unit_case",
    usual=N_(
        "Kasus {number} ({kind}) diteruskan ke {unit}. Petunjuk: {instruction}. Tenggat: {due}.\n"
        "Jawab dengan membalas pesan ini, atau baca laporannya dan jawab di: {link}"
    ),
    channels=(ChannelKind.WHATSAPP, ChannelKind.EMAIL),
    variables=("number", "kind", "unit", "instruction", "due", "link"),
    needs=("number", "link"),
)
UNIT_CODE = Text(
    key="unit_code",
    usual=N_(
        "Kode {unit} untuk membuka kasus: {code}. Berlaku 10 menit, satu kali. Jangan teruskan kode ini"
        " kepada siapa pun."
    ),
    channels=(ChannelKind.WHATSAPP, ChannelKind.EMAIL),
    variables=("unit", "code"),
    needs=("code",),
)
UNIT_THANKED = Text(
    key="unit_thanked",
    usual=N_("Jawaban {unit} untuk kasus {number} sudah masuk. {next}"),
    channels=(ChannelKind.WHATSAPP, ChannelKind.EMAIL),
    variables=("unit", "number", "next"),
    needs=("number",),
)
UNIT_WROTE = Text(
    key="unit_wrote",
    usual=N_(
        "Nomor ini terdaftar sebagai {unit}. Pesan tadi tidak masuk ke kasus mana pun: balaslah pesan kami"
        " tentang kasusnya (tahan pesan itu, pilih balas), atau buka tautannya. Kasus yang sudah ditutup,"
        " dicabut, atau dikembalikan tidak dapat dijawab lagi.\n"
        "Ingin melapor sebagai warga? {portal}"
    ),
    channels=(ChannelKind.WHATSAPP, ChannelKind.EMAIL),
    variables=("unit", "portal"),
)
UNITS = (UNIT_CASE, UNIT_CODE, UNIT_THANKED, UNIT_WROTE)
COLLEAGUES = (
    *UNITS,
    DISPOSED,
    ASSIGNED,
    APPROVAL_ASKED,
    APPROVAL_DECIDED,
    HELP,
    CASE_NEWS,
    ALERT,
    ROUND_ENDS,
    ROUND_MISSED,
    COLLEAGUE_WROTE,
)

ALERT_NEAR = N_("{number} – {target}, tenggat {due}")
ALERT_LATE = N_("{number} – {target}, lewat sejak {due}")
MORE_ALERTS = N_("dan {count} lagi")
TO_CITIZEN, TO_DESK = N_("Warga sudah menerimanya."), N_("Meja layanan meneruskannya kepada warga.")
TO_SPEAKER = N_("Jawaban diusulkan kepada kantor lain yang menjawab warga.")
AFTER_ANSWER = {"released": TO_CITIZEN, "proposed": TO_SPEAKER}
"""By what became of the unit's answer; the desk has it otherwise."""
APPROVAL_DECISIONS = {
    "approved": N_("disetujui"),
    "changed": N_("disetujui dengan perubahan"),
    "refused": N_("ditolak"),
    "lapsed": N_("tidak berlaku lagi, karena kasusnya diakhiri"),
}
HELP_ASKED, HELP_CHANGED = N_("{unit} diminta membantu"), N_("permintaan bantuan kepada {unit} berubah")
COPY_GIVEN = N_("{unit} mendapat tembusan untuk diketahui")
HELP_OVER, LEAD_OVER = N_("{unit} tidak perlu membantu lagi"), N_("kasus ini tidak ditangani {unit} lagi")
CONSENT_EXPIRED = N_("warga tidak menjawab pertanyaan persetujuan dalam waktunya")
WAITED_IN_VAIN = N_("warga tidak membalas dalam waktunya, jadi kasus ini ditutup")
UNDECIDED = N_("permintaan disposisi Anda belum diputuskan; penyelia dan pimpinan diberi tahu lagi")
HELP_OF_UNIT = N_("Bantuan unit")
NO_INSTRUCTION = N_("lihat laporannya")
NO_UNIT, NO_DUE_TIME = N_("kantor"), N_("belum ditetapkan")
ONE_ROUND, MORE_ROUNDS = N_("{round}, {day}"), N_("{round}, {day}, dan {count} putaran sebelumnya")
"""What is put into them; it goes into the approved templates too (`notifications.reaching`)."""
