"""What the pages say of each kind of account that administrators enter."""

from collections.abc import Mapping
from typing import Any

import msgspec

from helpdesk.channels.model import ChannelKind
from helpdesk.desk.pages import Visit
from ui.i18n import N_


class KindWords(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences in which one kind differs from another."""

    enter: str
    where: str
    """Where everything that the form asks for is found."""
    saved: str
    off: str = N_(
        "Pesan warga ke nomor ini tidak lagi diterima, dan tidak ada yang dikirim. Kasus yang ada tetap utuh."
    )
    """What switching it off means."""
    connect: str = ""
    """What is to be done at the remote, after the account was entered; empty, as all below, for one that never
    calls us."""
    there: str = ""
    hook: str = ""
    hook_name: str = ""
    """Of the same address, on our own pages."""
    token_is_whole: bool = False
    """What is shown once is the whole address already."""
    token: str = ""
    token_once: str = ""
    renew: str = ""
    silent: str = ""
    unsigned: str = ""
    never: str = ""


WORDS: Mapping[ChannelKind, KindWords] = {
    ChannelKind.WHATSAPP: KindWords(
        enter=N_("Pasang nomor WhatsApp"),
        where=N_(
            "Semua ini ada di halaman aplikasi Anda di Meta (developers.facebook.com), bagian WhatsApp. Kuncinya"
            " disimpan tersegel dan tidak pernah ditampilkan lagi."
        ),
        saved=N_("Akun disimpan. Tinggal satu langkah di halaman Meta, lalu uji di sini."),
        connect=N_(
            "Buka aplikasi Anda di Meta: WhatsApp, Configuration, Webhook. Masukkan kedua baris ini, tekan “Verify"
            " and save”, lalu langgan (subscribe) “messages”."
        ),
        there=N_("Untuk halaman Meta"),
        hook=N_("Callback URL"),
        hook_name=N_("Alamat hook"),
        token=N_("Verify token"),
        token_once=N_(
            "Token verifikasi hanya ditampilkan sekali ini. Bila hilang, buat yang baru di halaman akun."
        ),
        renew=N_("Buat token verifikasi baru dan tampilkan sekali"),
        silent=N_(
            "WhatsApp belum pernah memanggil hook, jadi pesan warga belum sampai ke sini. Daftarkan alamat hook dan"
            " token verifikasi di halaman Meta."
        ),
        unsigned=N_(
            "Panggilan terakhir ditolak (%(time)s): tanda tangannya tidak cocok. Periksa app secret."
        ),
        never=N_("Belum diverifikasi: WhatsApp belum pernah memanggil"),
    ),
    ChannelKind.SMS: KindWords(
        enter=N_("Pasang nomor SMS"),
        where=N_(
            "Semua ini ada di dokumen atau halaman pelanggan gateway SMS Anda. Kuncinya disimpan tersegel dan tidak"
            " pernah ditampilkan lagi."
        ),
        saved=N_("Akun disimpan. Tinggal satu langkah di halaman gateway, lalu uji di sini."),
        connect=N_(
            "Masukkan alamat ini di halaman gateway, untuk SMS masuk dan untuk laporan pengiriman. Bagian terakhirnya"
            " rahasia: siapa pun yang mengetahuinya dapat mengirim SMS palsu ke kantor Anda."
        ),
        there=N_("Untuk halaman gateway"),
        hook=N_("Alamat hook, tanpa kata rahasia"),
        hook_name=N_("Alamat hook, tanpa kata rahasia"),
        token_is_whole=True,
        token=N_("Alamat lengkap dengan kata rahasia"),
        token_once=N_(
            "Alamat lengkap hanya ditampilkan sekali ini. Bila hilang, buat yang baru di halaman akun."
        ),
        renew=N_("Buat kata rahasia baru dan tampilkan sekali"),
        silent=N_(
            "Gateway belum pernah memanggil hook, jadi SMS warga belum sampai ke sini. Daftarkan alamat hook di"
            " halaman gateway."
        ),
        unsigned=N_(
            "Panggilan terakhir ditolak (%(time)s): kata rahasia, tanda tangan, atau jaringannya tidak cocok."
        ),
        never=N_("Gateway belum pernah memanggil"),
    ),
    ChannelKind.PHONE: KindWords(
        enter=N_("Pasang nomor telepon"),
        where=N_(
            "Sentral telepon kantor memberi tahu Sahut saat telepon berdering, diangkat, dan ditutup, lewat skrip kecil"
            " yang ditandatangani. Sahut tidak menelepon siapa pun dan tidak mengambil rekaman."
        ),
        saved=N_("Akun disimpan. Tinggal memasang skrip di sentral telepon."),
        connect=N_(
            "Berikan alamat dan rahasia ini kepada pengelola sentral telepon. Contoh skrip ada di dokumen"
            " integrations/phone/README.md."
        ),
        there=N_("Untuk sentral telepon"),
        hook=N_("Alamat hook"),
        hook_name=N_("Alamat hook"),
        token=N_("Rahasia penandatanganan"),
        token_once=N_("Rahasia hanya ditampilkan sekali ini. Bila hilang, buat yang baru di halaman akun."),
        renew=N_("Buat rahasia baru dan tampilkan sekali"),
        silent=N_("Sentral telepon belum pernah memanggil hook. Pasang skripnya, lalu telepon nomor kantor."),
        unsigned=N_(
            "Panggilan terakhir ditolak (%(time)s): tanda tangannya tidak cocok, atau jam sentral telepon salah."
        ),
        never=N_("Sentral telepon belum pernah memanggil"),
    ),
    ChannelKind.EMAIL: KindWords(
        enter=N_("Pasang kotak surat"),
        where=N_(
            "Semua ini diketahui pengelola surel kantor Anda. Kata sandinya disimpan tersegel dan tidak pernah"
            " ditampilkan lagi. Surat yang sudah ada tidak dibaca dan tidak ada surat yang dihapus."
        ),
        saved=N_("Kotak surat disimpan. Uji di sini agar yakin."),
    ),
    ChannelKind.LAPOR: KindWords(
        enter=N_("Pasang akun SP4N-LAPOR!"),
        where=N_(
            "Kunci, token, dan ID-nya diberikan admin SP4N-LAPOR! kepada instansi Anda; yang lain sudah berisi setelan"
            " nasional. Kunci dan token disimpan tersegel dan tidak pernah ditampilkan lagi. Sesudah akun ini aktif,"
            " kasus didaftarkan lewat API; yang sudah didaftarkan dengan tangan ikut dipantau."
        ),
        saved=N_(
            "Akun disimpan. Uji di sini: hanya daftar instansi yang dibaca, tidak ada yang diubah di sana."
        ),
        off=N_(
            "Kasus baru didaftarkan dengan tangan lagi, dan yang sudah terdaftar tidak dilihat sampai akun ini aktif."
            " Kasus dan nomornya tetap utuh."
        ),
    ),
}
"""In the order in which they are offered."""


def kind_words(here: Visit, kind: ChannelKind) -> Mapping[str, Any]:
    """The sentences of a kind in the reader's language, but for the one with a time in it."""
    words = msgspec.structs.asdict(WORDS.get(kind, WORDS[ChannelKind.WHATSAPP]))
    said = {
        name: here.say(each)
        for name, each in words.items()
        if isinstance(each, str) and each and name != "unsigned"
    }
    return words | said
