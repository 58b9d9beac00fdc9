"""What the states, kinds, ways and promises of a case are called on every screen (ui.md §5.7)."""

from collections.abc import Mapping

from helpdesk.cases.model import CaseKind, CaseWord, Grade, Priority
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import FollowupKind
from helpdesk.sla.model import Receiver, TargetKind
from ui.i18n import N_

WORDS: Mapping[CaseWord, str] = {
    CaseWord.RECEIVED: N_("Diterima"),
    CaseWord.CHECKED: N_("Diperiksa"),
    CaseWord.FORWARDED: N_("Diteruskan"),
    CaseWord.IN_PROGRESS: N_("Ditindaklanjuti"),
    CaseWord.WAITING_FOR_YOU: N_("Menunggu Anda"),
    CaseWord.WITH_MINISTRY: N_("Di Kementerian"),
    CaseWord.DONE: N_("Selesai"),
    CaseWord.REOPENED: N_("Dibuka lagi"),
    CaseWord.REJECTED: N_("Tidak dilanjutkan"),
    CaseWord.DUPLICATE: N_("Digabung"),
}
"""As the citizen reads them."""

DESK_WORDS: Mapping[CaseWord, str] = {**WORDS, CaseWord.WAITING_FOR_YOU: N_("Menunggu warga")}
"""As the office reads them."""

HOLDERS: Mapping[str, str] = {
    "province": N_("Di provinsi"),
    "district": N_("Di kantor lain"),
    "facility": N_("Di kantor lain"),
}
"""Where a case is that was handed over, by the other office's level, when that is not the Ministry."""

KINDS: Mapping[CaseKind, str] = {
    CaseKind.COMPLAINT: N_("Pengaduan"),
    CaseKind.CONSULTATION: N_("Konsultasi"),
    CaseKind.INFORMATION: N_("Permintaan informasi"),
    CaseKind.ASPIRATION: N_("Aspirasi"),
}

GRADES: Mapping[Grade, str] = {
    Grade.RED: N_("Merah"),
    Grade.YELLOW: N_("Kuning"),
    Grade.GREEN: N_("Hijau"),
}
"""The grades of complaints (KWTK), the gravest first."""

GRADE_TIMES: Mapping[Grade, str] = {
    Grade.RED: N_("1×24 jam"),
    Grade.YELLOW: N_("3 hari"),
    Grade.GREEN: N_("7 hari"),
}
"""What the national indicator of response time to complaints asks for; what this office promises, its rules say."""

GRADE_HELP = N_("Standar nasional (KWTK): ditanggapi dan ditindaklanjuti dalam %(time)s")

PRIORITIES: Mapping[Priority, str] = {
    Priority.LOW: N_("Rendah"),
    Priority.NORMAL: N_("Biasa"),
    Priority.HIGH: N_("Tinggi"),
    Priority.URGENT: N_("Mendesak"),
}

CHANNELS: Mapping[ChannelKind, str] = {
    ChannelKind.WHATSAPP: N_("WhatsApp"),
    ChannelKind.EMAIL: N_("Surel"),
    ChannelKind.SMS: N_("SMS"),
    ChannelKind.PHONE: N_("Telepon"),
    ChannelKind.PORTAL: N_("Portal"),
    ChannelKind.COUNTER: N_("Loket"),
    ChannelKind.SOCIAL_MEDIA: N_("Media sosial"),
    ChannelKind.LAPOR: N_("SP4N-LAPOR!"),
    ChannelKind.RELAY: N_("Kantor lain"),
}

FOLLOWUPS: Mapping[FollowupKind, str] = {
    FollowupKind.ANSWER: N_("Jawaban"),
    FollowupKind.DISPOSITION: N_("Pemberitahuan disposisi"),
    FollowupKind.MORE_DATA: N_("Permintaan data"),
}
"""What an answer of ours in a public register says."""

TARGETS: Mapping[TargetKind, str] = {
    TargetKind.FIRST_SEEN: N_("Dilihat pertama"),
    TargetKind.VERIFICATION: N_("Verifikasi"),
    TargetKind.FIRST_RESPONSE: N_("Jawaban pertama"),
    TargetKind.NEXT_RESPONSE: N_("Jawaban berikutnya"),
    TargetKind.DISPOSITION: N_("Disposisi"),
    TargetKind.RESOLUTION: N_("Penyelesaian"),
    TargetKind.HANDOVER: N_("Serah terima"),
    TargetKind.LAPOR_VERIFICATION: N_("Verifikasi SP4N-LAPOR!"),
    TargetKind.LAPOR_RESPONSE: N_("Tanggapan SP4N-LAPOR!"),
    TargetKind.LAPOR_CLOSING: N_("Penutupan SP4N-LAPOR!"),
    TargetKind.CONTACT_REPLY: N_("Waktu balas warga"),
}

RECEIVERS: Mapping[Receiver, str] = {
    Receiver.OFFICER: N_("petugas"),
    Receiver.SUPERVISOR: N_("penyelia"),
    Receiver.HEAD: N_("pimpinan"),
    Receiver.PARENT: N_("kantor di atasnya"),
}
"""Who is told of a promise in danger, as inside a sentence."""

EVENTS: Mapping[str, str] = {
    "case.opened": N_("Kasus dibuka"),
    "case.imported": N_("Diambil dari lembar kerja"),
    "case.withdrawn": N_("Pengambilan dari lembar kerja dibatalkan"),
    "case.message_received": N_("Pesan dari warga"),
    "case.seen": N_("Dilihat pertama kali"),
    "case.verified": N_("Diverifikasi"),
    "case.disposed": N_("Didisposisikan"),
    "case.disposition_asked": N_("Disposisi menunggu persetujuan"),
    "case.disposition_decided": N_("Permintaan disposisi"),
    "case.disposition_undecided": N_("Permintaan disposisi belum diputuskan dalam waktunya"),
    "case.assigned": N_("Penanggung jawab diganti"),
    "case.replied": N_("Dibalas"),
    "case.reacted": N_("Pesan warga ditanggapi"),
    "case.noted": N_("Catatan ditulis"),
    "case.called": N_("Telepon dicatat"),
    "case.corrected": N_("Rincian diperbaiki"),
    "case.danger": N_("Terdengar seperti bahaya jiwa"),
    "case.danger_cleared": N_("Tanda darurat dilepas"),
    "case.colleague_told": N_("Petugas diberi tahu lewat WhatsApp"),
    "case.colleague_not_told": N_("Pemberitahuan ke petugas atau unit gagal"),
    "case.returned": N_("Dikembalikan ke meja layanan"),
    "case.unit_joined": N_("Unit lain ikut menangani atau menerima tembusan"),
    "case.unit_instructed": N_("Permintaan kepada unit pembantu diubah"),
    "case.unit_left": N_("Unit tidak ikut menangani lagi"),
    "case.unit_told": N_("Unit diberi tahu, dengan tautan jawab"),
    "case.unit_link_made": N_("Tautan jawab dibuat untuk unit"),
    "case.unit_link_revoked": N_("Tautan jawab unit dicabut"),
    "case.unit_entered": N_("Unit membuka kasus lewat tautan"),
    "case.unit_answered": N_("Unit menjawab"),
    "case.unit_answer_returned": N_("Jawaban dikembalikan ke unit"),
    "case.unit_answer_passed_on": N_("Jawaban unit diusulkan ke kantor yang menjawab warga"),
    "file.checked": N_("Virus ditemukan di berkas, tidak ada yang dapat mengunduhnya"),
    "case.waiting": N_("Menunggu keterangan warga"),
    "case.resumed": N_("Dilanjutkan"),
    "case.spam": N_("Ditandai sebagai spam"),
    "case.duplicate": N_("Digabung dengan kasus lain"),
    "case.rejected": N_("Tidak dilanjutkan"),
    "case.answered": N_("Dinyatakan selesai"),
    "case.reopened": N_("Dibuka lagi"),
    "case.closed": N_("Ditutup"),
    "case.rated": N_("Dinilai warga"),
    "clock.missed": N_("Janji waktu terlewat"),
    "clock.stage": N_("Janji waktu dalam bahaya"),
    "clock.promised": N_("Tenggat ditetapkan"),
    "delivery.changed": N_("Status kiriman berubah"),
    "delivery.sent_early": N_("Pesan otomatis dikirim tanpa menunggu pagi"),
    "case.escalated": N_("Dieskalasikan"),
    "handover.changed": N_("Kabar dari kantor lain"),
    "handover.decided": N_("Serah terima antarkantor"),
    "handover.message": N_("Pesan dari kantor lain"),
    "register.asked": N_("Diminta didaftarkan ke SP4N-LAPOR!"),
    "register.filed": N_("Terdaftar di SP4N-LAPOR!"),
    "register.changed": N_("Perkembangan di SP4N-LAPOR!"),
    "register.number_known": N_("Nomor SP4N-LAPOR! diketahui"),
    "register.answered": N_("Jawaban kantor tercatat di SP4N-LAPOR!"),
    "register.stuck": N_("Pendaftaran SP4N-LAPOR! perlu diperiksa"),
    "register.consented": N_("Kata warga tentang pendaftaran ke SP4N-LAPOR! dicatat"),
    "consent.asked": N_("Persetujuan warga diminta"),
    "consent.expired": N_("Warga tidak menjawab permintaan persetujuan dalam waktunya"),
    "consent.answered": N_("Warga menjawab permintaan persetujuan"),
    "handover.citizen": N_("Identitas warga dari kantor lain"),
    "handover.citizen_seen": N_("Identitas warga dibuka di kantor lain"),
    "register.left": N_("Tidak didaftarkan sendiri ke SP4N-LAPOR!, menunggu petugas"),
    "register.passed_over": N_("Pendaftaran kantor lain tidak ditunggu lagi"),
    "register.not_found": N_("Pendaftaran tidak ada di SP4N-LAPOR!; dapat didaftarkan lagi"),
    "handover.passed_on": N_("Perkara di kantor berikutnya"),
    "handover.moved": N_("Serah terima pindah bersama perkaranya"),
    "handover.voice": N_("Yang berbicara dengan warga"),
    "handover.proposal_said": N_("Usulan jawaban kantor ini disampaikan kepada warga"),
    "handover.copy_asked": N_("Kantor asal menghapus data warganya dan meminta hal yang sama"),
    "handover.copy_settled": N_("Salinan data warga di kantor lain"),
    "case.erased": N_("Data warga dihapus"),
    "handover.set_aside": N_("Surat antarkantor disisihkan"),
    "handover.stuck": N_("Surat ke kantor lain tidak tersampaikan"),
}
"""By the outside name of a fact (helpdesk.events.name_of)."""
