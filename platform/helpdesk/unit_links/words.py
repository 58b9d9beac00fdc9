"""What is wrong with what a unit sent, in words."""

from collections.abc import Mapping

from ui.i18n import N_

WRONG: Mapping[tuple[str, str], str] = {
    ("text", "required"): N_("Tuliskan dulu jawabannya, atau lampirkan berkas."),
    ("text", "too_long"): N_("Jawaban terlalu panjang: paling banyak 4.000 karakter."),
    ("reason", "required"): N_("Tuliskan alasannya, setidaknya beberapa kata."),
    ("reason", "too_long"): N_("Alasan terlalu panjang: paling banyak 1.000 karakter."),
    ("files", "too_many"): N_("Paling banyak 5 berkas."),
    ("files", "too_large"): N_("%(name)s lebih besar dari 10 MB. Kirim berkas yang lebih kecil."),
    ("files", "type_not_taken"): N_(
        "%(name)s tidak dapat diterima. Kirim foto (JPG, PNG), PDF, audio, atau video MP4."
    ),
    ("files", "broken_picture"): N_("%(name)s tidak dapat dibuka sebagai foto."),
    ("files", "too_many_pixels"): N_("%(name)s terlalu besar untuk dibuka. Perkecil fotonya dulu."),
    ("files", "away"): N_("Berkas sedang tidak dapat disimpan. Coba lagi sebentar, atau kirim tanpa berkas."),
    ("code", "wrong"): N_("Kodenya tidak cocok. Periksa pesan terakhir dari kami, lalu coba lagi."),
    ("code", "over"): N_("Kode itu tidak berlaku lagi. Minta kode baru."),
    ("code", "waits"): N_("Terlalu banyak kode diminta. Coba lagi nanti, atau hubungi meja layanan."),
}
