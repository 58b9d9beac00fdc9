"""The words of an SMS account: its fields, what is wrong with them, what a test found."""

from collections.abc import Mapping

from admin.frame.service import Words
from helpdesk.channels.health import Cause
from ui.i18n import N_

_NONE = N_("Tulis - bila gateway tidak memilikinya.")

NAMES: Mapping[str, tuple[str, str]] = {
    "sender": (
        N_("Nomor atau nama pengirim"),
        N_("Nomor yang dikirimi warga, misalnya 0811 2345 678. Nama saja tidak dapat menerima balasan."),
    ),
    "provider": (N_("Penyedia"), N_("Twilio membawa nama isiannya sendiri; isian di bawah tidak dipakai.")),
    "send_address": (N_("Alamat kirim"), N_("Dari dokumen gateway. Untuk Twilio boleh dikosongkan.")),
    "check_address": (
        N_("Alamat uji"),
        N_("Alamat yang hanya membaca, misalnya sisa saldo. Boleh kosong bila gateway tidak punya."),
    ),
    "user": (N_("Nama pengguna"), N_("Di Twilio: Account SID.")),
    "access_key": (
        N_("Kunci atau kata sandi"),
        N_("Di Twilio: Auth token, yang juga menandai panggilannya."),
    ),
    "hook_word": (
        N_("Kata rahasia alamat hook"),
        N_(
            "Boleh dikosongkan: kami buatkan dan tampilkan sekali. Kebanyakan gateway tidak menandatangani apa pun."
        ),
    ),
    "signing_secret": (
        N_("Rahasia tanda tangan"),
        N_("Hanya bila gateway menandatangani badan panggilan dengan HMAC-SHA256."),
    ),
    "networks": (
        N_("Jaringan pemanggil"),
        N_("Alamat atau jaringan gateway, dipisah koma, misalnya 203.0.113.0/24. Kosong berarti semua."),
    ),
    "most_parts": (
        N_("Paling banyak SMS per teks"),
        N_("1 sampai 20. Teks yang lebih panjang ditolak, tidak dipotong."),
    ),
    "call": (N_("Cara memanggil"), ""),
    "auth": (N_("Cara membawa kunci"), ""),
    "user_field": (N_("Nama isian pengguna"), _NONE),
    "auth_header": (N_("Nama isian atau kepala kunci"), _NONE),
    "number_form": (N_("Bentuk nomor"), ""),
    "to_field": (N_("Nama isian tujuan"), ""),
    "text_field": (N_("Nama isian teks"), ""),
    "from_field": (N_("Nama isian pengirim"), _NONE),
    "our_id_field": (N_("Nama isian rujukan kami"), N_("Dengan ini SMS yang sama tidak terkirim dua kali.")),
    "report_to_field": (N_("Nama isian alamat laporan"), _NONE),
    "fixed_fields": (N_("Isian tetap"), N_("Misalnya route=otp&unicode=1.")),
    "id_field": (N_("Jawaban: letak ID pesan"), N_("Misalnya id atau messages.0.id.")),
    "taken_field": (N_("Jawaban: letak kata diterima"), ""),
    "taken_words": (N_("Jawaban: kata yang berarti diterima"), N_("Dipisah koma.")),
    "error_field": (N_("Jawaban: letak kode gagal"), _NONE),
    "in_list": (N_("SMS masuk: letak daftar"), N_("Hanya bila satu panggilan membawa beberapa SMS.")),
    "in_id": (N_("SMS masuk: ID"), _NONE),
    "in_from": (N_("SMS masuk: pengirim"), ""),
    "in_text": (N_("SMS masuk: teks"), ""),
    "in_to": (N_("SMS masuk: nomor tujuan"), N_("Hanya bila beberapa nomor memakai satu alamat hook.")),
    "in_time": (N_("SMS masuk: waktu"), ""),
    "in_joint": (N_("SMS masuk: rujukan bagian"), N_("Bila SMS panjang datang dalam beberapa bagian.")),
    "in_part": (N_("SMS masuk: bagian ke"), ""),
    "in_parts": (N_("SMS masuk: jumlah bagian"), ""),
    "report_id": (N_("Laporan: ID pesan"), ""),
    "report_word": (N_("Laporan: kata keadaan"), ""),
    "report_ours": (N_("Laporan: rujukan kami"), _NONE),
    "report_error": (N_("Laporan: kode gagal"), _NONE),
    "report_sent": (N_("Laporan: kata untuk terkirim"), N_("Dipisah koma.")),
    "report_delivered": (N_("Laporan: kata untuk diterima"), N_("Dipisah koma.")),
    "report_failed": (N_("Laporan: kata untuk gagal"), N_("Dipisah koma.")),
    "signature_header": (N_("Kepala tanda tangan"), ""),
    "answer": (N_("Jawaban kami"), N_("Misalnya OK, bila gateway menunggunya.")),
}
"""Label and hint of each field."""
CHOICES: Mapping[str, str] = {
    "gateway": N_("Gateway SMS lain"),
    "twilio": "Twilio",
    "form": N_("POST dengan formulir"),
    "json": N_("POST dengan JSON"),
    "query": "GET",
    "bearer": "Authorization: Bearer",
    "basic": N_("Nama pengguna dan kata sandi (Basic)"),
    "header": N_("Kepala tersendiri"),
    "fields": N_("Sebagai isian"),
    "plus": "+62812…",
    "bare": "62812…",
}
FIRST = ("sender", "provider", "send_address", "user", "access_key", "check_address", "hook_word")
"""The fields that nearly every office fills in, in this order."""
WRONG: Words = {
    ("sender", "required"): N_("Tulis nomor atau nama pengirimnya."),
    ("sender", "form"): N_("Tulis nomor lengkap, kode pendek, atau nama paling banyak 11 huruf."),
    ("sender", "taken"): N_("Nomor ini sudah dipasang di kantor Anda. Ubah akun yang sudah ada."),
    ("send_address", "required"): N_("Tulis alamat kirim dari dokumen gateway."),
    ("send_address", "form"): N_("Alamat kirim ditulis seperti https://gateway.example/api/sms."),
    ("check_address", "form"): N_("Alamat uji ditulis seperti https://gateway.example/api/saldo."),
    ("user", "required"): N_("Tulis Account SID dari Twilio."),
    ("access_key", "required"): N_("Tempel kuncinya."),
    ("access_key", "form"): N_("Kunci tidak boleh berisi spasi dan terdiri atas 8 sampai 1.000 karakter."),
    ("access_key", "again"): N_("Alamat atau penyedia berubah. Tempel kuncinya sekali lagi."),
    ("hook_word", "form"): N_(
        "Kata rahasia terdiri atas sedikitnya 16 huruf, angka, garis bawah, atau tanda hubung."
    ),
    ("signing_secret", "form"): N_("Rahasia tanda tangan terdiri atas sedikitnya 8 karakter tanpa spasi."),
    ("networks", "form"): N_("Tulis alamat atau jaringan, dipisah koma, misalnya 203.0.113.0/24."),
    ("most_parts", "form"): N_("Tulis angka 1 sampai 20."),
    ("most_parts", "own_texts"): N_(
        "Terlalu sedikit: kata-kata kantor ini pada teks otomatis SMS lebih panjang. Pendekkan itu lebih dahulu."
    ),
}
CAUSES: Mapping[Cause, str] = {
    Cause.ACCESS: N_("Kunci ditolak gateway. Salin kuncinya sekali lagi."),
    Cause.SIGNING: N_(
        "Belum ada kata rahasia atau rahasia tanda tangan, jadi semua panggilan gateway ditolak."
    ),
    Cause.ADDRESS: N_("Yang menjawab bukan gateway ini. Periksa alamat kirim dan alamat uji."),
    Cause.NETWORK: N_(
        "Gateway tidak dapat dihubungi dari peladen ini. Periksa alamatnya, atau mintalah pengelola sistem"
        " memeriksa jaringan."
    ),
    Cause.BUSY: N_("Gateway sedang terganggu atau membatasi permintaan. Coba uji lagi beberapa menit lagi."),
    Cause.UNCHECKED: N_(
        "Gateway ini belum punya alamat uji, jadi kuncinya tidak dapat diperiksa. Isi alamat uji, atau kirim satu"
        " SMS percobaan ke nomor ini dan balas dari kasusnya."
    ),
}
