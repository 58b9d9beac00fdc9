"""How columns, fates and faults of sheets are called; each fault with what mends it."""

from collections.abc import Mapping

from admin.frame.service import Words
from helpdesk.sheets.model import Column, Fate, ImportState
from ui.i18n import N_

C = Column

COLUMNS: Mapping[Column, str] = {
    C.NUMBER: N_("Nomor"),
    C.DATE: N_("Tanggal masuk"),
    C.CHANNEL: N_("Kanal"),
    C.NAME: N_("Nama warga"),
    C.PHONE: N_("Nomor telepon"),
    C.KIND: N_("Jenis"),
    C.TOPIC: N_("Topik"),
    C.FACILITY: N_("Fasilitas"),
    C.TEXT: N_("Uraian"),
    C.STATE: N_("Keadaan"),
    C.UNIT: N_("Unit"),
    C.ESCALATED_TO: N_("Diteruskan ke"),
    C.ANSWER: N_("Jawaban"),
    C.ANSWERED_AT: N_("Tanggal dijawab"),
    C.CLOSED_AT: N_("Tanggal selesai"),
}
"""Also the heads of the sheets that we write: the bridge knows them again in both languages."""

FATES: Mapping[Fate, tuple[str, str]] = {
    Fate.NEW: (N_("Kasus baru"), "ok"),
    Fate.KNOWN: (N_("Sudah ada"), ""),
    Fate.WRONG: (N_("Perlu diperbaiki"), "bad"),
    Fate.UNDONE: (N_("Dibatalkan"), ""),
    Fate.KEPT: (N_("Tetap ada"), "warn"),
}

STATES: Mapping[ImportState, tuple[str, str]] = {
    ImportState.DRAFT: (N_("Belum diambil"), ""),
    ImportState.RUNNING: (N_("Sedang diambil"), "warn"),
    ImportState.DONE: (N_("Sudah diambil"), "ok"),
    ImportState.UNDOING: (N_("Sedang dibatalkan"), "warn"),
    ImportState.UNDONE: (N_("Dibatalkan"), ""),
}

_ANY: Mapping[str, str] = {
    "unreadable": N_("Tanggal tidak terbaca. Tulis hari, bulan, tahun, misalnya 01/11/2026 atau 1 Nov 2026."),
    "month_first": N_("Bulan ditulis lebih dulu. Tulis hari lebih dulu, misalnya 25/11/2026."),
    "in_the_future": N_("Tanggal ini belum tiba. Periksa bulan dan tahunnya."),
    "before_opening": N_("Lebih awal daripada tanggal masuk. Periksa kedua tanggalnya."),
    "too_long": N_(
        "Terlalu panjang. Singkat isinya: uraian dan jawaban 10.000 huruf, yang lain 200, nomor 60."
    ),
    "unplaced": N_("Nama ini tidak ada di kantor: disimpan sebagai catatan pada kasus."),
}
_ONE: Mapping[tuple[Column, str], str] = {
    (C.DATE, "required"): N_("Tanggal masuk kosong. Isi tanggalnya."),
    (C.DATE, "before_rules"): N_(
        "Kantor belum punya aturan janji waktu untuk tanggal ini, jadi kasus setua ini tidak dapat diambil."
    ),
    (C.TEXT, "required"): N_("Uraian kosong. Tulis apa yang disampaikan warga."),
    (C.PHONE, "malformed"): N_(
        "Bukan satu nomor telepon yang lengkap. Tulis misalnya 0812-3456-7890, atau kosongkan."
    ),
    (C.CHANNEL, "unknown"): N_(
        "Kanal tidak dikenal. Tulis WhatsApp, telepon, surel, SMS, portal, loket, media sosial atau SP4N-LAPOR."
    ),
    (C.KIND, "unknown"): N_(
        "Jenis tidak dikenal. Tulis pengaduan, konsultasi, permintaan informasi atau aspirasi."
    ),
    (C.STATE, "unknown"): N_(
        "Keadaan tidak dikenal. Tulis baru, diverifikasi, diproses, dijawab, selesai atau ditolak."
    ),
    (C.CLOSED_AT, "still_open"): N_(
        "Ada tanggal selesai, tetapi keadaannya belum selesai. Tulis selesai, atau kosongkan tanggalnya."
    ),
    (C.CLOSED_AT, "no_closing"): N_(
        "Tanggal selesai kosong: dipakai tanggal dijawab, atau tanggal masuk bila itu pun kosong."
    ),
    (C.NUMBER, "taken"): N_(
        "Nomor ini sudah dipakai kasus dengan tanggal dan uraian lain. Beri nomor lain, atau pilih bahwa lembar ini"
        " tidak bernomor: barisnya lalu dikenali dari isinya."
    ),
    (C.NUMBER, "failed"): N_("Baris ini tidak dapat disimpan. Ambil lembarnya sekali lagi."),
}


def remedy(column: Column, code: str) -> str:
    """What is wrong with a cell, or to be known of it, and what mends it."""
    return _ONE.get((column, code)) or _ANY[code]


UPLOAD_WRONG: Words = {
    ("file", "required"): N_("Pilih berkasnya."),
    ("file", "too_large"): N_("Berkas terlalu besar: paling besar 10 MB. Bagi menjadi beberapa berkas."),
    ("file", "too_many"): N_(
        "Terlalu banyak baris: paling banyak 5.000 dalam satu lembar. Bagi menjadi beberapa."
    ),
    ("file", "old_format"): N_(
        "Ini berkas Excel lama atau terkunci. Simpan sebagai .xlsx tanpa sandi, atau CSV."
    ),
    ("file", "locked"): N_("Berkas ini terkunci. Simpan tanpa sandi, lalu coba lagi."),
    ("file", "unreadable"): N_("Berkas ini tidak terbaca. Simpan sebagai .xlsx atau CSV, lalu coba lagi."),
    ("file", "empty"): N_("Tidak ada baris di bawah judul kolom."),
}
COLUMN_WRONG: Words = {
    **{(column.value, "required"): N_("Pilih kolom tanggal masuk dan kolom uraian.") for column in Column},
    **{(column.value, "unknown"): N_("Kolom itu tidak ada di lembar ini.") for column in Column},
    **{(column.value, "twice"): N_("Satu kolom dipilih dua kali.") for column in Column},
}
EXPORT_WRONG: Words = {
    ("since", "malformed"): N_("Tulis tanggalnya."),
    ("until", "malformed"): N_("Tulis tanggalnya."),
    ("until", "before_since"): N_("Tanggal akhir lebih awal daripada tanggal mulai."),
    ("until", "too_many"): N_("Lebih dari 10.000 kasus. Pilih waktu yang lebih pendek."),
    ("reason", "required"): N_("Tulis alasannya, paling sedikit 5 huruf."),
    ("reason", "too_long"): N_("Alasan terlalu panjang: paling banyak 500 huruf."),
}
REFUSED: Mapping[str, str] = {
    "import_changed": N_("Lembar ini baru saja berubah. Di bawah ini keadaan terbarunya."),
    "import_begun": N_("Lembar ini sudah mulai diambil."),
    "import_not_done": N_("Lembar ini belum selesai diambil."),
    "columns_not_chosen": N_("Pilih dahulu apa isi kolomnya."),
}
DONE: Mapping[str, str] = {
    "dropped": N_("Berkas dibuang. Tidak ada kasus yang berubah."),
}
