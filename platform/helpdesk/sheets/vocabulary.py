"""Words that stand in escalation sheets, Indonesian and English: of heads, and of cells that choose something."""

from collections.abc import Mapping

from helpdesk.cases.model import CaseKind, CaseState
from helpdesk.channels.model import ChannelKind
from helpdesk.sheets.model import Column

C = Column

_HEADS: Mapping[Column, str] = {
    C.NUMBER: "nomor kasus|nomor tiket|no tiket|nomor laporan|no laporan|nomor aduan|no aduan|id tiket|id kasus|"
    "ticket number|ticket id|ticket no|case number|case id|case no|ticket|tiket|nomor|no|number|id",
    C.DATE: "tanggal masuk|tanggal diterima|tanggal laporan|tanggal aduan|tanggal pengaduan|tgl masuk|tgl diterima|"
    "tgl laporan|tgl aduan|waktu masuk|waktu laporan|tanggal dan waktu|timestamp|cap waktu|date received|received at|"
    "received|opened at|opened|date opened|created at|created|tanggal|tgl|date|waktu|diterima",
    C.CHANNEL: "kanal|saluran|media|sumber|kanal pengaduan|kanal masuk|media pengaduan|sumber aduan|via|channel|source",
    C.NAME: "nama pelapor|nama pengadu|nama warga|nama pemohon|nama penanya|nama pasien|nama lengkap|pelapor|pengadu|"
    "warga|pemohon|reporter|citizen|complainant|caller|name|nama",
    C.PHONE: "nomor telepon|no telepon|no telp|nomor telp|telepon|telp|nomor hp|no hp|nomor handphone|no handphone|hp|"
    "nomor wa|no wa|nomor whatsapp|no whatsapp|nomor kontak|no kontak|kontak|telephone number|"
    "telephone|phone number|phone|mobile|contact",
    C.KIND: "jenis|jenis laporan|jenis aduan|jenis layanan|klasifikasi|tipe|kind|type|case type",
    C.TOPIC: "topik|kategori|perihal|masalah|bidang|tema|topic|category|subject",
    C.FACILITY: "fasilitas|faskes|fasyankes|fasilitas kesehatan|puskesmas|rumah sakit|rs|tempat|lokasi|"
    "tempat kejadian|facility|health facility|location|place",
    C.TEXT: "isi laporan|isi aduan|isi pengaduan|uraian|uraian aduan|uraian laporan|uraian masalah|deskripsi|"
    "pertanyaan|keluhan|isi|isi pesan|pesan|permasalahan|kronologi|pengaduan|aduan|laporan|description|details|"
    "complaint|question|issue|message",
    C.STATE: "status|keadaan|status laporan|status aduan|status tiket|state|progress",
    C.UNIT: "unit|unit kerja|unit teknis|seksi|bagian|disposisi|disposisi ke|penanggung jawab|pic|"
    "unit penanggung jawab|bidang teknis|assigned to|assigned unit|department|responsible unit",
    C.ESCALATED_TO: "eskalasi|eskalasi ke|dieskalasikan ke|diteruskan ke|dirujuk ke|dilimpahkan ke|tujuan eskalasi|"
    "unit eskalasi|direktorat|escalated to|escalation|forwarded to|escalated",
    C.ANSWER: "jawaban|tanggapan|tindak lanjut|respon|respons|balasan|hasil tindak lanjut|penyelesaian|solusi|"
    "answer|response|reply|resolution|follow up",
    C.ANSWERED_AT: "tanggal jawab|tanggal jawaban|tanggal dijawab|tgl jawab|tgl jawaban|tgl dijawab|dijawab|"
    "waktu jawab|waktu jawaban|tanggal tanggapan|tgl tanggapan|tanggal respon|tanggal tindak lanjut|tgl tindak lanjut|"
    "answered at|answered|date answered|answer date|response date|responded at|replied at",
    C.CLOSED_AT: "tanggal tutup|tanggal ditutup|tanggal selesai|tgl tutup|tgl ditutup|tgl selesai|"
    "ditutup|waktu selesai|tanggal penutupan|closed at|closed|date closed|closing date|resolved at|completed at",
}
HEADS: Mapping[str, Column] = {
    word: column for column, words in _HEADS.items() for word in words.split("|") if word
}
"""By the folded words of a head."""

_CHANNELS: Mapping[ChannelKind, str] = {
    ChannelKind.WHATSAPP: "whatsapp|wa|whats app|wag|wa grup|whatsapp group|chat wa",
    ChannelKind.EMAIL: "surel|email|e mail|mail|surat elektronik",
    ChannelKind.SMS: "sms|pesan singkat",
    ChannelKind.PHONE: "telepon|telp|tlp|phone|call|call center|halo kemenkes|hotline|telephone|panggilan",
    ChannelKind.PORTAL: "portal|web|website|situs|laman|formulir|form|google form|gform",
    ChannelKind.COUNTER: "loket|langsung|datang langsung|tatap muka|kantor|counter|walk in|kotak saran|surat",
    ChannelKind.SOCIAL_MEDIA: "media sosial|medsos|sosmed|instagram|ig|facebook|fb|twitter|x|tiktok|youtube|"
    "social media|dm instagram|dm ig|google review|google maps|ulasan google",
    ChannelKind.LAPOR: "sp4n lapor|lapor|sp4n|span lapor|lapor sp4n",
    ChannelKind.RELAY: "kantor lain|another office|other office",
}
CHANNELS: Mapping[str, ChannelKind] = {
    word: kind for kind, words in _CHANNELS.items() for word in words.split("|")
}

_KINDS: Mapping[CaseKind, str] = {
    CaseKind.COMPLAINT: "pengaduan|aduan|keluhan|komplain|complaint|laporan|pelaporan",
    CaseKind.CONSULTATION: "konsultasi|konsul|consultation|konseling",
    CaseKind.INFORMATION: "permintaan informasi|informasi|info|pertanyaan|tanya|permohonan informasi|"
    "information request|information|question|request for information|inquiry|permohonan",
    CaseKind.ASPIRATION: "aspirasi|saran|masukan|usul|usulan|kritik|kritik dan saran|apresiasi|"
    "aspiration|suggestion|feedback",
}
KINDS: Mapping[str, CaseKind] = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}

S = CaseState
_STATES: Mapping[CaseState, str] = {
    S.RECEIVED: "baru|diterima|masuk|belum|belum diproses|belum ditindaklanjuti|belum dijawab|new|open|received|"
    "pending|dibuka lagi|reopened|belum selesai",
    S.VERIFYING: "verifikasi|diverifikasi|diperiksa|dicek|telaah|ditelaah|checked|verifying|in review",
    S.IN_PROGRESS: "proses|diproses|dalam proses|ditindaklanjuti|tindak lanjut|sedang ditindaklanjuti|on progress|"
    "in progress|on process|progress|diteruskan|dieskalasikan|eskalasi|disposisi|didisposisikan|forwarded|escalated|"
    "menunggu|menunggu warga|menunggu jawaban|menunggu data|waiting|on hold|di kementerian|di provinsi|di kantor lain|"
    "with the ministry|with the province|with another office|with other offices|waiting for the citizen|menunggu anda",
    S.ANSWERED: "dijawab|sudah dijawab|terjawab|ditanggapi|sudah ditanggapi|direspon|answered|responded|replied",
    S.CLOSED: "selesai|tutup|ditutup|closed|close|done|tuntas|digabung|merged|sudah selesai|"
    "resolved|completed|finished|clear",
    S.REJECTED: "ditolak|tidak dilanjutkan|batal|dibatalkan|rejected|not pursued|not taken further|"
    "cancelled|canceled|bukan kewenangan",
}
STATES: Mapping[str, CaseState] = {
    word: state for state, words in _STATES.items() for word in words.split("|")
}

_NOBODY = "anonim|anonymous|hamba allah|tanpa nama|nn|no name|noname|dirahasiakan|rahasia|warga anonim"
UNNAMED = frozenset(_NOBODY.split("|"))
"""Names of people who gave none."""
NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na", "null", "none", "tidak ada", "kosong", "."})
"""How a cell says that it says nothing."""


def folded(written: str) -> str:
    """Words without case, marks and further blanks: `No. Tiket` is `no tiket`."""
    kept = (sign if sign.isalnum() else " " for sign in written.casefold())
    return " ".join("".join(kept).split())
