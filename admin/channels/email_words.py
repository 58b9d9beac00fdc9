"""The words of a mailbox: its fields, what is wrong with them, what a test found."""

from collections.abc import Mapping

from admin.frame.service import Words
from helpdesk.channels.health import Cause
from ui.i18n import N_

NAMES: Mapping[str, tuple[str, str]] = {
    "mailbox": (N_("Alamat surel"), N_("Alamat yang dikirimi warga, misalnya pengaduan@dinkes.go.id.")),
    "imap_host": (N_("Peladen IMAP"), N_("Tempat surat masuk dibaca, misalnya mail.dinkes.go.id.")),
    "smtp_host": (N_("Peladen SMTP"), N_("Tempat surat dikirim, sering kali sama dengan peladen IMAP.")),
    "mail_user": (N_("Nama pengguna kotak surat"), N_("Sering kali sama dengan alamat surelnya.")),
    "mail_password": (
        N_("Kata sandi kotak surat"),
        N_("Bila penyedia memakai kata sandi aplikasi, buat satu khusus untuk Sahut."),
    ),
    "display_name": (N_("Nama pada surat"), N_("Tampil di samping alamat, misalnya Dinkes Kab. Batang.")),
    "subject": (N_("Perihal surat kami"), N_("Sama untuk semua surat; tidak memuat tulisan warga.")),
    "mail_tls": (N_("Pengamanan sambungan"), N_("TLS untuk porta 993 dan 465, STARTTLS untuk 143 dan 587.")),
    "imap_port": (N_("Porta IMAP"), ""),
    "smtp_port": (N_("Porta SMTP"), ""),
    "results_host": (
        N_("Nama peladen penerima"),
        N_(
            "Nama di awal kepala “Authentication-Results” yang ditulis peladen surat Anda pada setiap surat masuk,"
            " misalnya mx.dinkes.go.id. Bila kosong, setiap pengirim ditandai belum terbukti."
        ),
    ),
    "reply_address": (
        N_("Alamat balasan"),
        N_("Dengan tanda tambah, balasan warga masuk ke kasusnya walau kepala surat hilang."),
    ),
}
"""Label and hint of each field."""
CHOICES: Mapping[str, str] = {
    "tls": "TLS",
    "starttls": "STARTTLS",
    "none": N_("Tanpa pengamanan (hanya peragaan)"),
    "tagged": N_("Dengan tanda tambah (nama+kode@…)"),
    "plain": N_("Alamat kotak surat saja"),
}
FIRST = ("mailbox", "display_name", "imap_host", "smtp_host", "mail_user", "mail_password", "mail_tls")
"""The fields that nearly every office fills in, in this order."""
WRONG: Words = {
    ("mailbox", "required"): N_("Tulis alamat surelnya."),
    ("mailbox", "form"): N_("Alamat surel ditulis seperti pengaduan@dinkes.go.id."),
    ("mailbox", "taken"): N_("Kotak surat ini sudah dipasang di kantor Anda. Ubah akun yang sudah ada."),
    ("imap_host", "required"): N_("Tulis nama peladen IMAP."),
    ("imap_host", "form"): N_("Tulis nama peladen saja, misalnya mail.dinkes.go.id."),
    ("smtp_host", "required"): N_("Tulis nama peladen SMTP."),
    ("smtp_host", "form"): N_("Tulis nama peladen saja, misalnya mail.dinkes.go.id."),
    ("mail_user", "required"): N_("Tulis nama pengguna kotak surat."),
    ("mail_user", "form"): N_("Nama pengguna terdiri atas paling banyak 200 karakter tanpa spasi."),
    ("mail_password", "required"): N_("Tulis kata sandi kotak surat."),
    ("mail_password", "form"): N_("Kata sandi terdiri atas 1 sampai 200 huruf, angka, dan tanda baca biasa."),
    ("mail_password", "again"): N_("Peladen atau pengamanannya berubah. Tulis kata sandinya sekali lagi."),
    ("display_name", "form"): N_("Nama paling banyak 80 huruf dalam satu baris."),
    ("subject", "form"): N_("Perihal paling banyak 80 huruf dalam satu baris."),
    ("mail_tls", "form"): N_("Pilih salah satu pengamanan."),
    ("imap_port", "form"): N_("Porta ditulis dengan angka 1 sampai 65535."),
    ("smtp_port", "form"): N_("Porta ditulis dengan angka 1 sampai 65535."),
    ("results_host", "form"): N_("Tulis nama peladennya saja, misalnya mx.dinkes.go.id."),
    ("reply_address", "form"): N_("Pilih salah satu bentuk alamat."),
}
CAUSES: Mapping[Cause, str] = {
    Cause.ACCESS: N_("Nama pengguna atau kata sandi ditolak oleh peladen surat. Tulis sekali lagi."),
    Cause.ADDRESS: N_(
        "Peladen surat itu tidak boleh atau tidak dapat dituju dari sini. Periksa nama, porta (993, 143, 465, atau"
        " 587), dan pengamanannya."
    ),
    Cause.NETWORK: N_(
        "Peladen surat tidak menjawab, atau sambungan amannya gagal. Periksa nama peladen, porta, dan pengamanan."
    ),
    Cause.BUSY: N_("Peladen surat sedang terganggu. Coba uji lagi beberapa menit lagi."),
}

ASIDE: Mapping[str, str] = {
    "more than one From mailbox": N_("Pengirimnya lebih dari satu."),
    "the From header cannot be read": N_("Alamat pengirim tidak dapat dibaca."),
    "the From header can be read in two ways": N_("Alamat pengirim dapat dibaca dengan dua cara."),
    "the sender cannot be answered": N_("Alamat pengirim tidak dapat dibalas."),
    "automatic letter": N_("Ditulis oleh mesin, bukan oleh orang."),
    "larger than 25 MB": N_("Lebih besar dari 25 MB."),
    "the headers are too long": N_("Kepala suratnya terlalu panjang."),
    "parts nested too deeply": N_("Bagian-bagian surat bersarang terlalu dalam."),
    "too many parts": N_("Bagian suratnya terlalu banyak."),
    "reading took too long": N_("Membacanya terlalu lama."),
    "reading took too much memory": N_("Membacanya memerlukan terlalu banyak memori."),
    "the message could not be read": N_("Surat tidak dapat dibaca."),
    "too many new cases from one address": N_("Terlalu banyak laporan baru dari satu alamat dalam satu jam."),
}
"""Why a letter became no case."""
NO_NEWS = ("from ourselves", "delivery report")
"""Reasons of which nobody has to hear."""
ASIDE_OTHERWISE = N_("Surat ini gagal diolah. Beri tahu pengelola sistem.")
