"""The words of an account at SP4N-LAPOR: its many settings, in groups, and what is wrong with them."""

from collections.abc import Mapping

from admin.frame.service import Words
from ui.i18n import N_

_PATH = N_("Di belakang alamat API.")
_NO_PATH = N_("Kosong berarti panggilannya belum diketahui: daftarnya diisi kantor.")
_ENDING = N_("Kata status yang belum dikenal tidak pernah menutup kasus.")
_HOURS, _PLACE = N_("Dalam jam."), N_("Titik menuju ke dalam, misalnya data.judul.")

NAMES: Mapping[str, tuple[str, str]] = {
    "auth_value": (N_("Kunci akses"), N_("Nilai kepala pertama, seperti yang diberikan SP4N-LAPOR!.")),
    "token_value": (N_("Token"), N_("Nilai kepala kedua, lengkap dengan kurung kurawalnya.")),
    "user_id": (
        N_("ID akun layanan"),
        N_("Atas nama akun ini kantor mendaftarkan dan menjawab; hanya angka."),
    ),
    "disposition_id": (
        N_("ID instansi kantor ini"),
        N_("Instansi yang pertama menerima laporan kantor ini; hanya angka."),
    ),
    "category_id": (
        N_("ID kategori bawaan"),
        N_("Untuk topik yang belum dipadankan; yang cocok “Lainnya terkait Kesehatan”."),
    ),
    "base_url": (N_("Alamat API"), N_("Untuk uji coba, pakai alamat sandbox dari SP4N-LAPOR!.")),
    "sandbox": (
        N_("Ini sistem uji coba"),
        N_(
            "Yang didaftarkan di sana diberi tanda UJI dan tidak pernah disebut nomor sungguhan. Alamat di luar go.id,"
            " atau yang memuat kata sandbox, selalu dianggap uji coba."
        ),
    ),
    "headers": (
        N_("Kepala setiap panggilan"),
        N_(
            "Satu baris satu kepala: nama = isi. Isinya menyebut satu kunci, {auth_value}, {token_value}, atau"
            " {extra_value}, dan tidak pernah kuncinya sendiri."
        ),
    ),
    "extra_value": (
        N_("Kunci ketiga"),
        N_("Hanya bila gerbang instansi Anda memintanya; disebut {extra_value} dalam kepala panggilan."),
    ),
    "token_provider": (
        N_("Cara masuk"),
        N_("Kunci tetap, atau token sementara yang diambil dengan kunci akses sebagai rahasia klien."),
    ),
    "grant_url": (N_("Alamat pengambilan token"), N_("Hanya untuk token sementara (OAuth2).")),
    "client_id": (N_("ID klien"), N_("Hanya untuk token sementara (OAuth2).")),
    "connect_seconds": (N_("Batas waktu menyambung"), N_("Dalam detik.")),
    "write_seconds": (N_("Batas waktu mengirim"), N_("Dalam detik.")),
    "read_seconds": (N_("Batas waktu membaca"), N_("Dalam detik.")),
    "pages_max": (N_("Halaman tindak lanjut paling banyak"), ""),
    "channel": (N_("ID kanal laporan"), ""),
    "location_id": (N_("ID lokasi bawaan"), N_("34 berarti seluruh Indonesia.")),
    "classification": (
        N_("Klasifikasi tiap jenis"),
        N_("Satu baris satu jenis: complaint, consultation, information, atau aspiration = ID."),
    ),
    "classification_default": (N_("ID klasifikasi bawaan"), ""),
    "is_priority": (
        N_("Prioritas di SP4N-LAPOR!"),
        N_("Prioritas kita yang juga prioritas di sana, satu baris satu kata: low, normal, high, urgent."),
    ),
    "tags": (N_("Tagar"), N_("Ikut pada setiap laporan, misalnya #kesehatan.")),
    "template_code": (N_("Templat jawaban"), N_("Kode templat yang menandai jawaban kantor.")),
    "share_reporter": (
        N_("Data pelapor yang ikut dikirim"),
        N_(
            "Hanya bila warga menyetujuinya dan itu tercatat pada kasus. Yang minta tanpa nama tetap tanpa nama; NIK"
            " tidak pernah ikut."
        ),
    ),
    "secret_default": (
        N_("Laporan rahasia"),
        N_("Isian awal formulir pendaftaran dan yang didaftarkan sendiri; petugas dapat mengubahnya."),
    ),
    "anonymous_default": (
        N_("Laporan tanpa nama"),
        N_("Isian awal formulir pendaftaran dan yang didaftarkan sendiri; petugas dapat mengubahnya."),
    ),
    "answer_secret": (N_("Jawaban rahasia"), N_("Jawaban tentang kesehatan bukan untuk umum.")),
    "files_max": (N_("Berkas paling banyak"), N_("Sekali kirim.")),
    "file_bytes_max": (N_("Ukuran berkas paling besar"), N_("Dalam bita.")),
    "file_types": (N_("Jenis berkas yang diterima"), N_("Satu baris satu jenis.")),
    "attachments_format": (N_("Bentuk daftar lampiran"), ""),
    "id_paths": (
        N_("Tempat ID laporan dalam jawaban"),
        N_("Satu baris satu tempat, menurut urutan dicari. Titik menuju ke dalam."),
    ),
    "tracking_id_path": (N_("Tempat nomor untuk warga"), N_("Kosong berarti sama dengan ID laporan.")),
    "tracking_id_pattern": (
        N_("Pola nomor"),
        N_("Ekspresi reguler, dipakai juga saat nomor diketik petugas."),
    ),
    "tracking_url_template": (
        N_("Tautan untuk warga"),
        N_(
            "Memuat {tracking_id}. Dipakai dalam pesan kepada warga dan di halaman pelacakan; kosong berarti tanpa"
            " tautan."
        ),
    ),
    "tracking_hosts": (
        N_("Peladen tautan yang dipercaya"),
        N_("Satu baris satu nama di bawah go.id; titik di depan berarti beserta semua di bawahnya."),
    ),
    "close_rules.finished": (N_("Selesai di sana"), _ENDING),
    "close_rules.rejected": (N_("Ditolak di sana"), ""),
    "close_rules.archived": (N_("Diarsipkan di sana"), ""),
    "retry.minutes": (
        N_("Jeda sebelum dicoba lagi"),
        N_("Dalam menit, satu baris satu jeda; yang terakhir berlaku seterusnya."),
    ),
    "retry.attempts": (
        N_("Paling banyak dicoba"),
        N_(
            "Sesudah itu petugas yang memutuskan. 0 berarti dicoba terus. Yang hasilnya tidak pasti tidak pernah"
            " diulang."
        ),
    ),
    "retry.tell_after": (
        N_("Petugas diberi tahu sesudah"),
        N_("Sekian kali gagal; untuk pelimpahan sesudah sehari."),
    ),
    "webhook": (
        N_("Terima panggilan dari SP4N-LAPOR!"),
        N_(
            "Panggilan yang bertanda tangan hanya membuat laporannya dilihat lebih cepat; isinya tidak dipercaya."
            " Alamatnya tampil di halaman akun."
        ),
    ),
    "webhook_secret": (
        N_("Rahasia panggilan"),
        N_("Disepakati dengan admin SP4N-LAPOR!: sedikitnya 16 huruf, angka, atau tanda baca."),
    ),
    "file_hosts": (
        N_("Peladen berkas yang dipercaya"),
        N_("Satu baris satu nama; titik di depan berarti beserta semua di bawahnya."),
    ),
    "file_base_url": (N_("Alamat berkas"), N_("Untuk berkas yang ditulis tanpa nama peladen.")),
    "date_formats": (N_("Bentuk tanggal"), N_("Satu baris satu bentuk, menurut urutan dicoba.")),
    "source_tz": (N_("Zona waktu SP4N-LAPOR!"), N_("Misalnya Asia/Jakarta.")),
    "status_map": (
        N_("Arti status"),
        N_("Satu baris satu status: kata atau kodenya = arti. Padanan kantor didahulukan."),
    ),
    "title_max": (N_("Judul paling panjang"), N_("Dalam huruf.")),
    "content_max": (N_("Isi laporan paling panjang"), N_("Dalam huruf.")),
    "content_template": (
        N_("Susunan isi laporan"),
        N_("Harus memuat {local_ref} supaya laporannya dapat dicari, dan {content} satu kali."),
    ),
    "answer_max": (N_("Jawaban paling panjang"), N_("Dalam huruf.")),
    "paths.upload": (N_("Unggah berkas"), _PATH),
    "paths.create": (N_("Daftarkan laporan"), _PATH),
    "paths.transfer": (N_("Minta pelimpahan"), N_("Harus memuat {complaint_id}.")),
    "paths.follow": (N_("Lihat laporan"), N_("Harus memuat {complaint_id}.")),
    "paths.followups": (N_("Lihat tindak lanjut"), N_("Harus memuat {complaint_id}.")),
    "paths.add_followup": (N_("Kirim jawaban"), _PATH),
    "paths.institutions": (N_("Daftar instansi"), _PATH),
    "paths.templates": (N_("Daftar templat"), _PATH),
    "paths.categories": (N_("Daftar kategori"), _NO_PATH),
    "paths.classifications": (N_("Daftar klasifikasi"), _NO_PATH),
    "paths.channels": (N_("Daftar kanal"), _NO_PATH),
    "paths.locations": (N_("Daftar lokasi"), _NO_PATH),
    "paths.listing": (
        N_("Laporan yang didisposisikan ke kantor ini"),
        N_("Kosong berarti diambil petugas dari berkas CSV."),
    ),
    "listing.id": (N_("ID laporan"), _PLACE),
    "listing.tracking_id": (N_("Nomor untuk warga"), N_("Kosong berarti sama dengan ID laporan.")),
    "listing.title": (N_("Judul"), _PLACE),
    "listing.text": (N_("Isi laporan"), _PLACE),
    "listing.classification": (N_("Klasifikasi"), _PLACE),
    "listing.passed_on": (N_("Tanggal disposisi"), _PLACE),
    "listing.anonymous": (N_("Anonim"), _PLACE),
    "listing.secret": (N_("Rahasia"), _PLACE),
    "poll.unverified": (N_("Belum terverifikasi"), _HOURS),
    "poll.in_office": (N_("Sedang diproses, dalam jam kantor"), _HOURS),
    "poll.outside": (N_("Sedang diproses, di luar jam kantor"), _HOURS),
    "poll.finished": (N_("Sesudah selesai"), _HOURS),
    "poll.finished_days": (N_("Masih dilihat sesudah selesai"), N_("Dalam hari.")),
    "poll.jitter": (N_("Selang acak"), N_("0,1 berarti sepersepuluh lebih cepat atau lebih lambat.")),
    "poll.batch": (N_("Kasus paling banyak sekali jalan"), ""),
    "poll.at_once": (N_("Yang dilihat bersamaan"), N_("1 sampai 8.")),
    "poll.breaker": (N_("Gagal berturut-turut sebelum berhenti"), ""),
    "poll.breaker_minutes": (N_("Lama berhenti"), N_("Dalam menit.")),
}
"""Label and hint of each field."""
CHOICES: Mapping[str, str] = {
    "static": N_("Kunci tetap"),
    "oauth2": N_("Token sementara (OAuth2)"),
    "none": N_("Tidak ada"),
    "name_phone": N_("Nama dan nomor telepon"),
    "full": N_("Nama, nomor telepon, dan surel"),
    "note": N_("Dicatat saja"),
    "propose": N_("Dicatat, dan petugas diminta memeriksa lalu menutup"),
    "close": N_("Kasus di sini ikut ditutup"),
    "true": N_("Ya"),
    "false": N_("Tidak"),
    "json_string": N_("Teks berisi daftar"),
    "json_string_dot": N_("Teks berisi daftar, diakhiri titik"),
    "list": N_("Daftar"),
    "none_as_false": N_("Teks berisi daftar, atau “false” bila kosong"),
}
FIRST = ("auth_value", "token_value", "user_id", "disposition_id", "category_id", "base_url", "sandbox")
"""The fields that every office looks at, in this order."""
_NUMBER = N_("Tulis angkanya saja, seperti yang diberikan SP4N-LAPOR!.")
_AMOUNT = N_("Tulis angka yang lebih dari nol.")
_SECONDS = N_("Tulis angka yang lebih dari nol, paling besar 120.")
_AMOUNTS = (
    *("channel", "location_id", "classification_default", "pages_max", "files_max", "file_bytes_max"),
    *("poll.unverified", "poll.in_office", "poll.outside"),
    *("poll.finished", "poll.finished_days", "poll.batch", "poll.breaker", "poll.breaker_minutes"),
)
_AGAIN = N_("Alamat API berubah. Tulis kunci akses dan tokennya sekali lagi.")
WRONG: Words = {
    ("auth_value", "required"): N_("Tulis kunci aksesnya."),
    ("auth_value", "form"): N_("Kunci terdiri atas sedikitnya 4 huruf, angka, atau tanda baca biasa."),
    ("auth_value", "again"): _AGAIN,
    ("token_value", "required"): N_("Tulis tokennya, lengkap dengan kurung kurawalnya."),
    ("token_value", "form"): N_("Token terdiri atas sedikitnya 4 huruf, angka, atau tanda baca biasa."),
    ("token_value", "again"): _AGAIN,
    ("extra_value", "form"): N_(
        "Kunci ketiga disebut dalam kepala panggilan: tulis sedikitnya 4 huruf atau angka."
    ),
    ("extra_value", "again"): _AGAIN,
    ("headers", "form"): N_(
        "Setiap baris: nama = isi, dengan tepat satu dari {auth_value}, {token_value}, {extra_value}; paling banyak 6."
    ),
    **{
        (field, code): _NUMBER
        for field in ("user_id", "disposition_id", "category_id")
        for code in ("required", "form")
    },
    ("disposition_id", "taken"): N_("Akun untuk instansi ini sudah dipasang. Ubah akun yang sudah ada."),
    **{
        (field, code): N_("Token sementara memerlukan alamat dan ID klien.")
        for field in ("grant_url", "client_id")
        for code in ("required", "form")
    },
    ("content_template", "form"): N_("Harus memuat {local_ref}, dan {content} tepat satu kali."),
    ("tracking_id_pattern", "form"): N_("Pola itu bukan ekspresi reguler."),
    ("source_tz", "form"): N_("Zona waktu itu tidak dikenal. Contoh: Asia/Jakarta."),
    ("status_map", "form"): N_(
        "Setiap baris: kata = arti. Arti yang dikenal: unverified, verified, in_process, answered, finished, rejected,"
        " archived, on_hold, unknown."
    ),
    ("is_priority", "form"): N_("Satu baris satu kata: low, normal, high, atau urgent."),
    ("classification", "form"): N_("Setiap baris: jenis = angka, misalnya complaint = 6."),
    ("tracking_url_template", "form"): N_(
        "Tulis alamat https di peladen yang dipercaya, paling panjang 80 huruf, dengan {tracking_id} satu kali."
        " Contoh: https://www.lapor.go.id/pengaduan/{tracking_id}."
    ),
    ("tracking_hosts", "form"): N_("Hanya nama peladen di bawah go.id, misalnya .lapor.go.id."),
    ("webhook_secret", "required"): N_("Panggilan memerlukan rahasia. Tulis yang disepakati."),
    ("webhook_secret", "form"): N_(
        "Rahasia terdiri atas sedikitnya 16 huruf, angka, atau tanda baca, tanpa spasi."
    ),
    ("retry.minutes", "form"): N_("Satu sampai dua belas jeda, masing-masing 1 sampai 1440 menit."),
    ("retry.attempts", "form"): N_(
        "Tulis 0 sampai 1000; petugas diberi tahu sesudah 1 sampai 1000 kali gagal."
    ),
    ("retry.tell_after", "form"): N_("Tulis angka 1 sampai 1000."),
    **{(field, "form"): _AMOUNT for field in _AMOUNTS},
    **{(field, "form"): _SECONDS for field in ("connect_seconds", "write_seconds", "read_seconds")},
    ("poll.jitter", "form"): N_("Selang acak paling besar 0,5, dan semua waktu harus lebih dari nol."),
    ("poll.at_once", "form"): N_("Yang dilihat bersamaan 1 sampai 8; jumlah lainnya sedikitnya 1."),
    **{
        (field, "form"): N_("Tulis angka dari 50 sampai 10000.")
        for field in ("title_max", "content_max", "answer_max")
    },
    **{
        (f"paths.{name}", "form"): N_("Jalan itu harus memuat {complaint_id}.")
        for name in ("transfer", "follow", "followups")
    },
    ("name", "form"): N_("Setelan itu tidak dapat bekerja bersama. Periksa setelan lanjutan."),
}
