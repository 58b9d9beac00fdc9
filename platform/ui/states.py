"""What is said when something was not done: what happened and why, what to do next, and the way back."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ui import formats
from ui.i18n import N_, translate


class State(msgspec.Struct, frozen=True):
    """One page instead of the one that was asked for."""

    title: str
    why: str
    next: str


_OWN_FAULT = State(
    N_("Terjadi kesalahan pada sistem kami"),
    N_("Ini bukan salah Anda, dan tidak ada yang setengah tersimpan."),
    N_("Coba sekali lagi. Jika masih terjadi, sebutkan nomor rujukan di bawah ini kepada petugas."),
)
OF_STATUS: Mapping[int, State] = {
    400: State(
        N_("Permintaan tidak dapat dibaca"),
        N_("Ada isian yang tidak lengkap atau berubah di jalan."),
        N_("Kembali, lalu coba sekali lagi."),
    ),
    401: State(
        N_("Silakan masuk dahulu"),
        N_("Sesi Anda sudah berakhir atau Anda belum masuk."),
        N_("Masuk, lalu buka halaman ini lagi."),
    ),
    403: State(
        N_("Halaman ini bukan untuk Anda"),
        N_("Akun Anda tidak memiliki hak untuk membuka atau mengubah ini."),
        N_("Jika menurut Anda keliru, hubungi administrator kantor Anda."),
    ),
    404: State(
        N_("Halaman tidak ditemukan"),
        N_("Alamatnya mungkin salah ketik, atau isinya sudah dipindahkan."),
        N_("Periksa alamatnya, atau mulai lagi dari halaman depan."),
    ),
    405: State(
        N_("Tindakan ini tidak tersedia"),
        N_("Halaman ini tidak menerima cara itu, misalnya karena formulir dimuat ulang."),
        N_("Kembali ke halaman sebelumnya dan pilih tindakan dari sana."),
    ),
    409: State(
        N_("Data sudah berubah"),
        N_("Orang lain mengubahnya lebih dahulu, jadi tidak ada yang disimpan."),
        N_("Kembali, lihat keadaan terbaru, lalu putuskan lagi."),
    ),
    410: State(
        N_("Ini sudah tidak ada lagi"),
        N_("Masa berlakunya sudah lewat, atau isinya sudah dihapus."),
        N_("Mulai lagi dari halaman depan."),
    ),
    413: State(
        N_("Berkas terlalu besar"),
        N_("Yang dikirim melebihi batas, jadi tidak ada yang disimpan."),
        N_("Perkecil berkas atau kirim sebagian, lalu coba lagi."),
    ),
    422: State(
        N_("Isian belum dapat diterima"),
        N_("Ada isian yang kosong, terlalu panjang, atau bukan pilihan yang ada."),
        N_("Kembali, periksa isiannya, lalu kirim lagi."),
    ),
    429: State(
        N_("Terlalu banyak percobaan"),
        N_("Untuk menjaga data semua orang, jumlah percobaan dibatasi."),
        N_("Tunggu beberapa menit, lalu coba lagi."),
    ),
    503: State(
        N_("Layanan sedang tidak tersedia"),
        N_("Ada bagian sistem yang sedang tidak dapat dihubungi. Yang sudah terkirim tetap tersimpan."),
        N_("Kami sedang memulihkannya. Coba lagi beberapa menit lagi."),
    ),
}
_TRY_AGAIN_IN = N_("Coba lagi dalam %(time)s.")
OF_CODE: Mapping[str, State] = {
    "office_missing": State(
        N_("Kantor ini tidak dikenal"),
        N_("Tidak ada kantor dengan alamat itu di sini, atau kantornya sudah tidak melayani lagi."),
        N_("Periksa alamatnya, atau pilih kantor dari daftar di halaman depan."),
    ),
    "unit_link_ended": State(
        N_("Tautan ini tidak berlaku lagi"),
        N_(
            "Kasusnya sudah selesai, diteruskan ke unit lain, dikembalikan, atau tautannya dicabut oleh meja layanan."
        ),
        N_("Hubungi meja layanan kantor bila unit Anda masih perlu menjawab; tautan baru dapat dikirim."),
    ),
    "unit_link_unknown": State(
        N_("Tautan ini tidak dikenal"),
        N_("Alamatnya terpotong atau berubah saat disalin."),
        N_("Buka lagi dari pesan yang dikirim kepada unit Anda."),
    ),
    "form_outdated": State(
        N_("Formulir ini sudah kedaluwarsa"),
        N_("Halamannya dibuka terlalu lama, atau Anda keluar dan masuk lagi sesudah membukanya."),
        N_("Buka lagi halaman formulirnya, lalu kirim sekali lagi. Belum ada yang disimpan."),
    ),
    "form_from_elsewhere": State(
        N_("Formulir ini tidak datang dari halaman kami"),
        N_("Permintaan dari situs lain kami tolak untuk melindungi Anda."),
        N_("Buka halaman kami langsung, lalu isi formulirnya di sana."),
    ),
    "notice_unknown": State(
        N_("Tautan ini tidak dikenal"),
        N_("Alamatnya terpotong atau berubah, atau bukan tautan dari kami."),
        N_("Buka tautan langsung dari pesan WhatsApp, atau masuk lalu cari nomor kasusnya."),
    ),
    "notice_expired": State(
        N_("Tautan ini sudah kedaluwarsa"),
        N_("Tautan dalam pesan berlaku tiga hari. Kasusnya sendiri masih ada."),
        N_("Masuk, lalu cari nomor kasus yang tertulis di pesan."),
    ),
    "notice_ended": State(
        N_("Tautan ini tidak berlaku lagi"),
        N_("Orang yang menerimanya tidak lagi bertugas di kantor itu."),
        N_("Jika Anda masih bertugas di sana, hubungi administrator kantor Anda."),
    ),
    "notice_moved": State(
        N_("Kasus ini sudah berpindah"),
        N_("Kasusnya sudah diteruskan ke unit lain, jadi tidak lagi ada di daftar Anda."),
        N_("Tidak ada yang perlu Anda kerjakan. Jika menurut Anda keliru, hubungi meja layanan kantor Anda."),
    ),
    "notice_for_somebody_else": State(
        N_("Tautan ini untuk petugas lain"),
        N_("Di peramban ini Anda masuk sebagai orang lain, dan tautan hanya berlaku untuk penerimanya."),
        N_("Jika pesannya memang untuk Anda, keluar dahulu, lalu buka tautannya sekali lagi."),
    ),
}


def state_values(
    status: int, language: str, *, code: str = "", retry_after: int | None = None
) -> dict[str, Any]:
    """The values of a page for this status: `status`, `heading`, `why`, `what_next`, in the reader's language."""
    state = OF_CODE.get(code) or OF_STATUS.get(status, _OWN_FAULT)
    what_next = translate(language, state.next)
    if retry_after is not None and status in (429, 503):
        what_next = translate(language, _TRY_AGAIN_IN, time=formats.duration(retry_after, language=language))
    return {
        "status": status,
        "heading": translate(language, state.title),
        "why": translate(language, state.why),
        "what_next": what_next,
    }
