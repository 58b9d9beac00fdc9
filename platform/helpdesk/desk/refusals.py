"""Why something was not done, in words with the way on. Pure."""

from collections.abc import Mapping

from helpdesk.desk.shell import Say
from kit.errors import Refusal
from ui.i18n import N_
from ui.model import FieldError

_OF_CODES: Mapping[str, str] = {
    "case_ended": N_("Kasus ini sudah ditutup. Buka lagi lebih dahulu jika masih perlu dikerjakan."),
    "case_is_open": N_("Kasus ini masih terbuka."),
    "case_already_verified": N_("Kasus ini sudah diverifikasi."),
    "window_closed": N_(
        "Jendela 24 jam WhatsApp baru saja lewat. Tulisan Anda masih ada: kirim sebagai templat."
    ),
    "touch_needs_window": N_("Jendela 24 jam WhatsApp sudah lewat; tanggapan tidak dapat dikirim lagi."),
    "window_open_again": N_(
        "Warga baru saja menulis lagi di WhatsApp. Baca pesannya, lalu jawab langsung di sana."
    ),
    "not_reached_there": N_(
        "Warga ini tidak dapat lagi dikirimi lewat kanal itu. Pilih cara lain; tulisan Anda masih ada."
    ),
    "case_stale": N_("Kasus berubah sebelum jawaban ini terkirim. Baca yang baru, lalu kirim lagi."),
    "case_missing": N_("Kasus ini sudah pindah ke unit lain."),
    "not_sent": N_("Jawaban ini gagal dikirim karena gangguan. Tulisan Anda aman; kirim lagi."),
    "answer_released": N_("Jawaban itu sudah dikirim ke warga."),
    "answer_returned": N_("Jawaban itu sudah dikembalikan ke unitnya."),
    "unit_has_a_copy": N_("Unit Anda hanya menerima tembusan; tidak ada yang perlu dijawab."),
    "files_unchecked": N_(
        "Berkasnya belum selesai diperiksa atau diambil. Tunggu sebentar, lalu kirim lagi."
    ),
    "not_with_this_unit": N_("Kasus ini tidak berada di unit itu lagi."),
    "approval_waiting": N_(
        "Disposisi lain kasus ini masih menunggu persetujuan. Batalkan permintaan itu dahulu, atau tunggu putusannya."
    ),
    "nobody_approves": N_(
        "Aturan kantor meminta persetujuan, tetapi tidak ada penyelia atau pimpinan lain yang dapat memutuskannya."
        " Administrator perlu menetapkan seseorang."
    ),
    "no_unit_leads": N_("Belum ada unit yang memimpin. Disposisikan kasus ini dahulu."),
    "approval_over": N_("Permintaan itu tidak menunggu lagi: sudah diputuskan, dibatalkan, atau diganti."),
    "unit_not_reachable": N_(
        "Unit itu belum punya nomor atau surel terdaftar. Administrator dapat mengisinya."
    ),
    "no_unit_link": N_("Tautan unit itu sudah dicabut."),
    "answer_is_held": N_(
        "Jawaban sebelumnya masih menunggu dikirim. Tunggu beberapa detik, atau tekan “Kirim sekarang”."
    ),
    "already_sent": N_("Sudah terlambat: jawaban itu sudah terkirim."),
    "not_waiting": N_("Pesan itu tidak menunggu pagi lagi: sudah dikirim atau sedang dikirim."),
    "not_failed": N_("Pesan itu tidak sedang gagal; tidak ada yang dikirim ulang."),
    "outcome_awaited": N_(
        "Kabar tentang pesan itu masih mungkin datang. Tunggu 15 menit sejak pengirimannya, lalu coba lagi."
    ),
    "no_way_out": N_("Warga ini tidak punya saluran pesan. Balas lewat halaman pelacakan."),
    "files_need_window": N_(
        "Berkas hanya dapat dikirim selama jendela 24 jam terbuka. Hapus berkasnya dahulu."
    ),
    "template_not_approved": N_("Templat itu tidak dapat dipakai lagi. Pilih templat lain."),
    "draft_gone": N_("Draf ini sudah dikirim atau dihapus di jendela lain. Tulisan Anda masih ada di sini."),
    "already_handed_over": N_("Kasus ini sudah diserahkan ke kantor lain dan belum kembali."),
    "came_from_there": N_(
        "Kasus ini sudah melewati kantor itu. Kembalikan atau jawab ke kantor yang meneruskannya kepada Anda."
    ),
    "no_longer_ours": N_(
        "Kasus ini sudah kembali ke kantor asalnya, jadi tidak diteruskan dari sini. Kantor asal dapat menyerahkannya."
    ),
    "handover_moved": N_("Serah terima kasus ini sudah berubah. Lihat keadaannya yang baru."),
    "not_handed_over": N_("Tidak ada kantor lain yang sedang memegang kasus ini."),
    "another_speaks": N_(
        "Kantor lain yang menjawab warga kasus ini. Usulkan jawaban ke sana, atau minta berbicara sendiri."
    ),
    "we_speak": N_("Kantor ini sendiri yang menjawab warga."),
    "several_offices": N_("Kasus ini ada di beberapa kantor; hanya kantor ini yang dapat menjawab warganya."),
    "voice_asked_already": N_("Permintaan sebelumnya masih menunggu jawaban."),
    "voice_not_asked": N_("Tidak ada permintaan yang menunggu jawaban kantor ini."),
    "erased_already": N_("Data warga pada kasus ini sudah dihapus."),
    "kept_by_law": N_(
        "Kantor ini mencatat aturan yang mewajibkan menyimpan data kasus ini. Kosongkan dahulu."
    ),
    "still_sending": N_("Masih ada pesan untuk warga yang sedang dikirim. Coba lagi sebentar."),
    "register_not_configured": N_(
        "Kantor ini belum memiliki akun SP4N-LAPOR!. Mintalah administrator memasangnya."
    ),
    "not_in_register": N_("Kasus ini belum terdaftar di SP4N-LAPOR!."),
    "answer_waits": N_("Jawaban sebelumnya untuk SP4N-LAPOR! belum selesai. Selesaikan itu dahulu."),
    "not_followed_by_hand": N_(
        "Keadaan kasus ini sudah diikuti sendiri oleh Sahut, atau belum terdaftar di SP4N-LAPOR!."
    ),
    "already_in_register": N_("Kasus ini sudah didaftarkan ke SP4N-LAPOR!."),
    "filed_elsewhere": N_(
        "Kantor lain sedang mendaftarkan kasus ini ke SP4N-LAPOR!. Nomornya akan muncul di sini;"
        " jangan didaftarkan dua kali."
    ),
    "nobody_else_files": N_("Tidak ada kantor lain yang ditunggu: keadaannya sudah berubah."),
    "round_over": N_("Putaran ini sudah berakhir dan tidak dapat diubah lagi."),
    "round_lines_open": N_("Masih ada baris yang belum diperiksa."),
    "round_unfinished": N_("Putaran ini belum selesai."),
    "round_not_missed": N_("Putaran ini tidak terlewat, atau alasannya sudah dicatat."),
    "line_changed": N_("Rekan Anda baru saja memeriksa baris ini. Lihat isinya, lalu ubah jika perlu."),
    "call_changed": N_("Rekan Anda baru saja mengubah telepon ini. Di bawah ini keadaan terbarunya."),
    "call_over": N_("Penelepon ini tidak perlu dihubungi kembali lagi."),
    "no_danger": N_("Tanda darurat pada kasus ini sudah dilepas."),
    "nothing_to_settle": N_("Tidak ada pendaftaran yang menunggu nomor."),
    "not_an_original": N_("Kasus itu sendiri adalah duplikat, atau kasus ini juga. Pilih kasus asalnya."),
    "channel_not_configured": N_("Kantor ini tidak memakai sumber itu."),
    "not_permitted": N_("Akun Anda tidak memiliki hak untuk tindakan ini."),
    "contact_merged": N_("Salah satunya sudah digabung dengan orang lain. Muat ulang, lalu pilih lagi."),
    "contact_holds_merged": N_(
        "Orang itu sudah memuat gabungan. Buka halamannya dan gabungkan orang ini ke sana, atau pisahkan dahulu"
        " gabungannya."
    ),
    "contact_stale": N_(
        "Rekan Anda baru saja mengubah data orang ini. Periksa lagi, lalu ulangi jika masih sesuai."
    ),
    "merge_undone": N_("Gabungan itu sudah dipisahkan."),
    "citizen_wants_no_more": N_(
        "Warga ini tidak mau menerima pengumuman di kanal ini. Kirim jawaban kasusnya dengan templat lain."
    ),
    "citizen_is_anonymous": N_("Warga ini dijanjikan tetap tanpa nama."),
    "other_side_asks": N_("Hanya kantor yang berbicara dengan warga ini yang dapat menanyakannya."),
    "nothing_to_show": N_("Nama dan kontak warga ini tidak diketahui, jadi tidak ada yang ditanyakan."),
    "register_takes_no_names": N_("Kantor ini tidak memberikan nama warga kepada SP4N-LAPOR!."),
    "nothing_to_ask": N_(
        "Tidak ada yang perlu ditanyakan: tidak ada kantor atau SP4N-LAPOR! yang memerlukannya."
    ),
    "citizen_not_reached": N_(
        "Warga ini tidak dapat dikirimi pesan, jadi tidak dapat ditanya. Yang ikut tetap tanpa nama dan kontak."
    ),
    "citizen_declined": N_(
        "Warga sudah menjawab TIDAK dan tidak ditanya lagi. Ia dapat mengubahnya sendiri di halaman pantau."
    ),
    "citizen_agreed": N_("Warga sudah setuju; tidak perlu ditanya lagi."),
    "question_open": N_("Masih ada pertanyaan yang belum dijawab warga ini. Tunggu jawabannya dahulu."),
    "identity_never_travels": N_(
        "Hubungan dengan kantor itu tidak menunggu persetujuan warga. Administrator mengaturnya di Hubungan"
        " antarkantor."
    ),
}
_NUMBERED = N_("Kasus ini sudah terdaftar di SP4N-LAPOR! dengan nomor %(number)s.")
_OTHERWISE = N_("Tindakan itu tidak dapat dilakukan pada keadaan kasus sekarang.")
_OF_FIELDS: Mapping[tuple[str, str], str] = {
    ("text", "required"): N_("Tulis dahulu isinya."),
    ("reply_to", "message_missing"): N_(
        "Pesan itu tidak dapat dijawab tersendiri. Kirim tanpa kutipan, atau pilih pesan lain."
    ),
    ("reply_to", "not_by_this_way"): N_("Kanal ini tidak dapat mengutip atau menanggapi satu pesan."),
    ("emoji", "unknown"): N_("Pilih salah satu tanggapan yang tersedia."),
    ("touch", "unknown"): N_("Pesan itu tidak ada pada kasus ini."),
    ("text", "unfilled"): N_("Masih ada bagian siap pakai yang belum diisi. Isi atau hapus dahulu."),
    ("files", "too_many"): N_("Paling banyak 5 berkas. Hapus satu berkas dahulu."),
    ("files", "too_large"): N_("Berkas terlalu besar: paling banyak 10 MB."),
    ("files", "type_not_taken"): N_(
        "Jenis berkas itu tidak diterima. Kirim foto, PDF, audio, atau video MP4."
    ),
    ("files", "broken_picture"): N_("Gambar itu tidak dapat dibuka. Simpan ulang gambarnya, lalu coba lagi."),
    ("files", "too_many_pixels"): N_("Gambar itu terlalu besar untuk dibuka. Kecilkan, lalu coba lagi."),
    ("files", "away"): N_("Berkas sedang tidak dapat disimpan. Coba lagi sebentar, atau kirim tanpa berkas."),
    ("files", "type_not_carried"): N_(
        "WhatsApp tidak menerima jenis berkas itu. Kirim JPG, PNG, PDF, audio, atau MP4."
    ),
    ("files", "too_large_to_carry"): N_("WhatsApp menerima foto paling besar 5 MB. Perkecil fotonya."),
    ("files", "text_only"): N_("Kanal ini hanya membawa teks; hapus berkasnya dahulu."),
    ("values", "required"): N_("Isi semua bagian templat."),
    ("values", "too_long"): N_("Isi templat terlalu panjang. Ringkaslah."),
    ("text", "too_long"): N_("Terlalu panjang. Ringkas, atau kirim dalam dua pesan."),
    ("text", "too_many_parts"): N_(
        "Terlalu panjang untuk SMS kantor ini, jadi belum dikirim. Ringkas, atau kirim dalam dua pesan."
    ),
    ("other", "unknown"): N_("Pilih siapa yang akan digabung."),
    ("other", "same"): N_("Itu orang yang sama. Pilih orang lain."),
    ("told", "required"): N_("Tulis kapan dan bagaimana warga menyampaikannya."),
    ("way", "unknown"): N_("Pilih kanal dari daftar."),
    ("wanted", "unknown"): N_("Pilih apa yang warga inginkan."),
    ("language", "unknown"): N_("Pilih bahasa dari daftar."),
    ("reason", "required"): N_("Tulis alasannya, sedikitnya lima huruf."),
    ("to", "unknown"): N_("Pilih kantor tujuan."),
    ("ground", "required"): N_("Pilih salah satu."),
    ("owner", "required"): N_("Pilih siapa yang berwenang."),
    ("authority", "required"): N_("Pilih instansi yang berwenang: warga diberi tahu ke mana."),
    ("next", "required"): N_("Sebut siapa yang menurut Anda berwenang."),
    ("speaker", "several_offices"): N_(
        "Bila beberapa kantor ditanya, kantor ini sendiri yang menjawab warga."
    ),
    ("ask", "unknown"): N_("Kantor itu tidak dapat ditanya lagi sekarang."),
    ("to", "look_again"): N_("Yang dikirim ke kantor ini lain. Periksa di bawah, lalu kirim."),
    ("purpose", "look_again"): N_("Pertanyaannya kini lain. Baca di bawah, lalu kirim."),
    ("purpose", "unknown"): N_("Pilih apa yang ditanyakan."),
    ("unit", "unknown"): N_("Pilih unit tujuan."),
    **dict.fromkeys(
        (("helpers", "unknown"), ("copies", "unknown"), ("unit_id", "unknown")), N_("Pilih unit dari daftar.")
    ),
    ("unit_id", "required"): N_("Pilih sedikitnya satu unit."),
    ("role", "unknown"): N_("Pilih membantu atau tembusan."),
    **dict.fromkeys(
        (("helpers", "not_reachable"), ("copies", "not_reachable"), ("unit_id", "not_reachable")),
        N_("Unit itu belum punya petugas di meja ini, nomor, atau surel sendiri."),
    ),
    ("answer", "unknown"): N_("Jawaban itu tidak ada pada kasus ini."),
    ("assignee", "unknown"): N_("Pilih petugas dari daftar."),
    ("facility", "unknown"): N_("Pilih tempat dari daftar."),
    ("source", "unknown"): N_("Pilih dari mana kasus ini datang."),
    ("kind", "unknown"): N_("Pilih jenis kasus."),
    ("title", "required"): N_("Tulis judulnya."),
    ("grade", "unknown"): N_("Pilih tingkat dari daftar."),
    ("grade", "complaints_only"): N_("Hanya pengaduan yang bertingkat."),
    ("priority", "unknown"): N_("Pilih prioritas dari daftar."),
    ("topic", "unknown"): N_("Pilih topik dari daftar."),
    ("original", "case_missing"): N_("Tidak ada kasus dengan nomor itu di kantor ini. Periksa nomornya."),
    ("due_at", "in_the_past"): N_("Tenggat sudah lewat. Pilih waktu yang akan datang."),
    ("due_at", "malformed"): N_("Tanggal dan jam tidak terbaca."),
    ("state", "required"): N_("Pilih apa yang Anda temukan."),
    ("state", "not_quiet"): N_("Ada yang menunggu di baris ini. Lihat dahulu, lalu catat."),
    ("found", "required"): N_("Tulis berapa yang ditemukan."),
    ("found", "malformed"): N_("Tulis jumlahnya dengan angka, paling banyak 9999."),
    ("note", "required"): N_("Tulis apa kendalanya."),
    ("phone", "malformed"): N_("Nomor telepon tidak terbaca. Contoh: 0812 3456 7890."),
    ("inform", "no_number"): N_("Tulis nomor telepon warga, supaya nomor kasus dan PIN dapat dikirim."),
    ("inform", "no_way"): N_(
        "Nomor itu tidak dapat dikirimi SMS atau WhatsApp dari kantor ini. Bacakan nomor kasusnya kepada warga."
    ),
    ("target", "required"): N_("Pilih kasus tempat telepon ini dicatat."),
    ("number", "case_missing"): N_("Tidak ada kasus dengan nomor itu di kantor ini. Periksa nomornya."),
    ("number", "case_over"): N_("Kasus itu sudah lama ditutup. Catat sebagai kasus baru."),
    ("given", "required"): N_("Pilih apa jawaban warga."),
    ("how", "required"): N_("Tulis bagaimana warga menjawab."),
    ("how", "too_long"): N_("Terlalu panjang: paling banyak 300 huruf."),
    ("tracking_id", "malformed"): N_(
        "Bukan nomor SP4N-LAPOR!: tidak sesuai dengan pola nomor kantor ini, biasanya 5 sampai 12 angka."
    ),
    ("classification", "malformed"): N_("Tulis nomornya di SP4N-LAPOR!, hanya angka."),
    ("category", "malformed"): N_("Tulis nomornya di SP4N-LAPOR!, hanya angka."),
    ("location", "malformed"): N_("Tulis nomornya di SP4N-LAPOR!, hanya angka."),
    ("transfer_to", "malformed"): N_("Tulis nomornya di SP4N-LAPOR!, hanya angka."),
    ("transfer_reason", "required"): N_("Tulis mengapa laporan ini perlu dilimpahkan."),
}
_OF_FIELD_CODES: Mapping[str, str] = {
    "required": N_("Isian ini perlu diisi."),
    "too_long": N_("Terlalu panjang."),
    "unknown": N_("Pilih salah satu dari daftar."),
    "tells_nik": N_("Masih memuat angka seperti NIK. Hapus dahulu: NIK tidak pernah dikirim."),
    "tells_phone": N_("Masih memuat nomor telepon. Hapus dahulu: warga ini dijanjikan tanpa nama."),
    "tells_email": N_("Masih memuat alamat surel. Hapus dahulu: warga ini dijanjikan tanpa nama."),
    "tells_name": N_("Masih memuat nama warga. Hapus dahulu: warga ini dijanjikan tanpa nama."),
    "tells_who": N_("Isinya masih menunjukkan siapa warganya. Hapus, atau centang bahwa ini boleh dikirim."),
    "not_here_yet": N_("Ada berkas yang masih diambil dari kanalnya. Tunggu sebentar, atau jangan ikutkan."),
}
_MALFORMED = N_("Isian ini tidak terbaca.")


def sentence(refusal: Refusal, say: Say) -> str:
    """What to tell about a refusal as a whole."""
    if refusal.code == "already_in_register" and refusal.details.get("number"):
        return say(_NUMBERED, number=refusal.details["number"])
    return say(_OF_CODES.get(refusal.code, _OTHERWISE))


def why(code: str, say: Say) -> str:
    """What to tell about a code alone, long after the refusal."""
    return say(_OF_CODES.get(code, _OTHERWISE))


def field_errors(refusal: Refusal, say: Say) -> list[FieldError]:
    """What to tell about single fields."""
    wrong: Mapping[str, str] = refusal.details.get("fields", {})
    return [
        FieldError(
            field=field,
            text=say(_OF_FIELDS.get((field, code)) or _OF_FIELD_CODES.get(code, _MALFORMED)),
        )
        for field, code in wrong.items()
    ]
