"""What Sahut writes to citizens where every sign costs: one SMS each, in the signs of GSM-7 only."""

from collections.abc import Mapping

from helpdesk.channels.model import ChannelKind
from helpdesk.notifications import texts
from ui.i18n import N_

SHORT: Mapping[str, str] = {
    texts.ACKNOWLEDGED: N_(
        "Laporan {number} kami terima.\nPIN: {pin}\nPantau: {link}\nDarurat? Hubungi 119."
    ),
    texts.DANGER: N_(
        "Nyawa terancam? Telepon 119 SEKARANG atau ke IGD terdekat. Nomor ini bukan layanan darurat dan"
        " tidak dibaca setiap saat. Pesan Anda tetap kami terima."
    ),
    texts.WISH: N_(
        "Anda tidak sendirian. Telepon 119 SEKARANG, atau minta seseorang menemani Anda ke IGD. Nomor ini"
        " bukan layanan darurat. Pesan Anda kami terima."
    ),
    texts.JOINED: N_(
        "Laporan {number} berlanjut lewat SMS ini.\nPIN baru: {pin}; yang lama tidak berlaku.\nPantau: {link}"
    ),
    texts.COLLEAGUE_WROTE: N_(
        "Nomor Anda terdaftar sebagai petugas {office}. SMS petugas tidak masuk ke kasus. Tulis di {link}\n"
        "Melapor sebagai warga? {portal}"
    ),
    texts.REGISTERED: N_(
        "Laporan {number} kami teruskan ke SP4N-LAPOR! dengan nomor {tracking}."
        " Ikuti di lapor.go.id atau SMS 1708."
    ),
    texts.HANDED_OVER: N_("Laporan {number} kami teruskan ke {office}. Kabar tetap datang dari kami."),
    texts.ANSWERED: N_(
        "Laporan {number} kami nyatakan selesai. Sudah teratasi? Nilai atau buka kembali di {link}"
    ),
    texts.ANSWERED_ONLY: N_("Laporan {number} kami nyatakan selesai. Belum teratasi? Buka kembali di {link}"),
    texts.STOPPED: N_(
        "Baik, SMS penilaian dan pengumuman kami hentikan. Jawaban laporan Anda tetap datang. Balas MULAI untuk"
        " menerima lagi."
    ),
    texts.STARTED: N_("Baik, SMS penilaian dan pengumuman kami kirim lagi. Balas BERHENTI untuk berhenti."),
    texts.REJECTED: N_("Laporan {number} tidak dapat ditindaklanjuti dan ditutup. Keterangan: {link}"),
    texts.DUPLICATE: N_(
        "Laporan {number} ditutup karena sama dengan laporan {original}, yang tetap kami tangani."
    ),
    texts.CLOSED: N_("Laporan {number} kami tutup. Rinciannya: {link}"),
    texts.LAPSED: N_(
        "Laporan {number} ditutup: belum ada balasan Anda. Masih perlu? Balas SMS ini atau buka {link}"
    ),
    texts.STILL_WAITING: N_(
        "Kami menunggu balasan Anda untuk laporan {number}. Tanpa balasan sampai {until}, laporan kami tutup."
    ),
}
"""Long text → the one for an SMS."""


def on_channel(text: str, channel: str) -> str:
    """The text as it is written on a channel."""
    return SHORT.get(text, text) if channel == ChannelKind.SMS else text
