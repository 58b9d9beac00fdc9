"""The words of a telephone line: its fields, and what is wrong with them."""

from collections.abc import Mapping

from admin.frame.service import Words
from ui.i18n import N_

NAMES: Mapping[str, tuple[str, str]] = {
    "line_number": (
        N_("Nomor telepon kantor"),
        N_("Nomor yang dihubungi warga, misalnya 0285 391234 atau 1500567."),
    ),
    "exchange": (N_("Sentral telepon"), N_("Supaya rekan Anda tahu, misalnya Asterisk di ruang peladen.")),
    "call_secret": (
        N_("Rahasia penandatanganan"),
        N_(
            "Boleh dikosongkan: kami buatkan dan tampilkan sekali. Dengan ini sentral menandatangani panggilannya."
        ),
    ),
}
"""Label and hint of each field."""
FIRST = ("line_number", "exchange", "call_secret")
"""In this order."""
WRONG: Words = {
    ("line_number", "required"): N_("Tulis nomor telepon kantornya."),
    ("line_number", "form"): N_(
        "Nomor itu tidak lengkap. Contoh: 0285 391234, +62 285 391234, atau 1500567."
    ),
    ("line_number", "taken"): N_("Nomor ini sudah dipasang di kantor Anda. Ubah akun yang sudah ada."),
    ("exchange", "form"): N_("Tulis nama sentralnya dalam satu baris, paling banyak 80 huruf."),
    ("call_secret", "form"): N_("Rahasia terdiri atas sedikitnya 16 karakter tanpa spasi."),
}
