"""What automatic texts, their forms and their variables are called."""

from collections.abc import Mapping

from helpdesk.texts.catalogue import Group
from helpdesk.texts.model import Fixed, Form
from ui.i18n import N_

GROUPS: Mapping[Group, tuple[str, str]] = {
    Group.NEWS: (N_("Kabar tentang laporan"), N_("Untuk warga, segera setelah hal itu terjadi.")),
    Group.TRACKING: (
        N_("Jawaban kepada yang menanyakan laporannya"),
        N_("Untuk warga yang menulis lacak dan nomor laporannya."),
    ),
    Group.DIALOGUE: (
        N_("Menu percakapan"),
        N_("Untuk warga yang hanya menyapa, pada akun WhatsApp yang menunya menyala."),
    ),
    Group.COLLEAGUES: (
        N_("Kabar untuk petugas"),
        N_("Di dalamnya tidak ada nama, nomor, atau cerita warga."),
    ),
    Group.ASKED: (
        N_("Meminta persetujuan"),
        N_("Untuk warga yang ditanya petugas apakah sesuatu tentang laporannya boleh diteruskan."),
    ),
    Group.CONSENT: (N_("Berhenti dan mulai"), N_("Untuk warga yang menulis BERHENTI atau MULAI.")),
    Group.EMERGENCY: (N_("Keadaan darurat"), N_("Untuk warga yang pesannya menandakan bahaya jiwa.")),
}
"""Each group, and whom it is for."""

NAMES: Mapping[str, tuple[str, str]] = {
    "acknowledged": (N_("Laporan diterima"), N_("Setiap laporan baru: nomor, PIN, dan tautan.")),
    "joined": (
        N_("Laporan portal dilanjutkan"),
        N_("Warga memindahkan laporan portalnya ke percakapan ini dengan kode."),
    ),
    "registered": (N_("Nomor SP4N-LAPOR!"), N_("Laporan mendapat nomor di SP4N-LAPOR!.")),
    "registered_trial": (
        N_("Nomor uji coba SP4N-LAPOR!"),
        N_("Laporan didaftarkan di sistem uji coba SP4N-LAPOR!."),
    ),
    "handed_over": (N_("Diteruskan ke kantor lain"), N_("Laporan diserahkan ke kantor lain.")),
    "passed_on": (
        N_("Di kantor berikutnya"),
        N_("Kantor yang diminta meneruskan laporan, atau menerimanya kembali."),
    ),
    "back": (N_("Kembali ke kantor ini"), N_("Laporan dikembalikan, ditarik kembali, atau tidak diterima.")),
    "answered": (
        N_("Selesai, dengan permintaan nilai"),
        N_("Petugas menyatakan laporan selesai; warga diminta memberi nilai."),
    ),
    "answered_only": (
        N_("Selesai, tanpa permintaan nilai"),
        N_("Sama, untuk warga yang tidak mau pesan tambahan."),
    ),
    "still_waiting": (
        N_("Masih menunggu balasan"),
        N_("Sekali, sebelum waktu membalas habis."),
    ),
    "lapsed": (N_("Ditutup karena tidak dibalas"), N_("Waktu membalas habis.")),
    "closed": (N_("Ditutup"), N_("Laporan ditutup tanpa dinyatakan selesai lebih dahulu.")),
    "rejected": (N_("Tidak dilanjutkan"), N_("Kantor tidak menindaklanjuti laporan.")),
    "referred": (
        N_("Kewenangan instansi lain"),
        N_("Kantor menutup laporan yang bukan kewenangannya dan menyebut siapa yang berwenang."),
    ),
    "duplicate": (N_("Sama dengan laporan lain"), N_("Laporan digabung ke laporan yang memuat hal sama.")),
    "reopened": (N_("Dibuka kembali"), N_("Laporan yang sudah selesai dikerjakan lagi.")),
    "state": (N_("Keadaan laporan"), N_("Nomornya dikenal dari percakapan ini, atau PIN-nya cocok.")),
    "needs_pin": (N_("PIN diperlukan"), N_("Nomor laporan bukan dari percakapan ini.")),
    "no_match": (N_("Nomor atau PIN tidak cocok"), N_("Salah satunya keliru; yang mana tidak dikatakan.")),
    "wait": (N_("Terlalu banyak percobaan"), N_("PIN salah berkali-kali.")),
    "how": (N_("Cara menanyakan"), N_("Nomor laporannya tidak disebut dan tidak diketahui.")),
    "menu": (N_("Sapaan dan pilihan jenis"), N_("Jawaban atas sapaan.")),
    "story": (N_("Minta cerita pengaduan"), N_("Setelah warga memilih pengaduan.")),
    "matter": (N_("Minta isi pesan"), N_("Setelah warga memilih jenis lain.")),
    "facility": (N_("Fasilitas yang mana"), N_("Setelah ceritanya ditulis.")),
    "which": (N_("Fasilitas belum jelas"), N_("Jawabannya cocok dengan beberapa fasilitas.")),
    "photo": (N_("Minta foto"), N_("Sebelum pertanyaan terakhir.")),
    "name": (N_("Boleh dengan nama"), N_("Pertanyaan terakhir.")),
    "nothing_kept": (N_("Percakapan dibatalkan"), N_("Warga menulis batal sebelum bercerita.")),
    "unit_case": (
        N_("Kasus masuk ke unit, ke nomor unit"),
        N_("Kepada nomor atau surel unit sendiri, dengan tautan untuk menjawab."),
    ),
    "unit_code": (N_("Kode untuk unit"), N_("Diminta unit saat membuka tautannya.")),
    "unit_thanked": (N_("Jawaban unit diterima"), N_("Unit menjawab dengan membalas pesan.")),
    "unit_wrote": (
        N_("Unit menulis tanpa membalas"),
        N_("Pesannya tidak masuk ke kasus; unit ditunjukkan jalannya."),
    ),
    "disposed": (N_("Kasus masuk ke unit"), N_("Kepada petugas unit yang menerima disposisi.")),
    "assigned": (N_("Kasus diberikan"), N_("Kepada petugas yang menerima kasus dari orang lain.")),
    "approval_asked": (
        N_("Disposisi menunggu persetujuan"),
        N_("Kepada penyelia atau pimpinan yang memutuskannya."),
    ),
    "approval_decided": (N_("Disposisi diputuskan"), N_("Kepada petugas yang memintanya.")),
    "unit_help": (
        N_("Unit diminta membantu"),
        N_("Kepada petugas unit pembantu, juga bila permintaannya berubah."),
    ),
    "case_news": (
        N_("Kabar tentang satu kasus"),
        N_("Kepada petugas: tembusan, bantuan selesai, warga tidak menjawab, permintaan belum diputuskan."),
    ),
    "alert": (N_("Peringatan tenggat"), N_("Janji waktu hampir atau sudah lewat.")),
    "round_ends": (N_("Putaran pantau hampir berakhir"), N_("Kepada petugas yang dapat menyelesaikannya.")),
    "round_missed": (N_("Putaran pantau terlewat"), N_("Kepada penyelia.")),
    "colleague_wrote": (
        N_("Petugas menulis ke nomor kantor"),
        N_("Pesan petugas tidak masuk ke kasus; ia ditunjukkan jalannya."),
    ),
    "ask_handover": (
        N_("Bolehkah nama dan kontak dilihat kantor lain"),
        N_("Petugas menekan Minta persetujuan warga."),
    ),
    "ask_register": (
        N_("Bolehkah didaftarkan ke SP4N-LAPOR!"),
        N_("Petugas menekan Minta persetujuan warga."),
    ),
    "ask_reporter": (
        N_("Bolehkah didaftarkan ke SP4N-LAPOR! dengan nama dan kontak"),
        N_("Petugas menekan Minta persetujuan warga."),
    ),
    "agreed": (N_("Persetujuan dicatat"), N_("Warga menjawab YA.")),
    "declined": (N_("Penolakan dicatat"), N_("Warga menjawab TIDAK.")),
    "stopped": (N_("Pesan tambahan berhenti"), N_("Warga menulis BERHENTI.")),
    "started": (N_("Pesan tambahan mulai lagi"), N_("Warga menulis MULAI.")),
    "stopped_by_letter": (N_("Pesan tambahan berhenti, lewat surat"), N_("Warga menulis BERHENTI.")),
    "started_by_letter": (N_("Pesan tambahan mulai lagi, lewat surat"), N_("Warga menulis MULAI.")),
    "danger": (N_("Bahaya jiwa"), N_("Segera, sekali sehari untuk setiap percakapan.")),
    "wish": (N_("Keinginan mengakhiri hidup"), N_("Segera, sekali sehari untuk setiap percakapan.")),
}
"""What each text is about, and when it goes out."""

FIXED: Mapping[Fixed, str] = {
    Fixed.EMERGENCY: N_(
        "Teks ini tidak dapat diubah. Nyawa bergantung padanya: kata-katanya diperiksa sekali untuk semua kantor,"
        " supaya 119 selalu disebut lebih dahulu dan tidak ada yang menunggu ambulans dari sini."
    ),
    Fixed.CONSENT: N_(
        "Teks ini tidak dapat diubah. Catatan izin menyimpan bahwa warga menyetujui atau menolak dengan kata-kata"
        " ini juga, dan itu harus tetap dapat dibuktikan."
    ),
}

FORMS: Mapping[Form, str] = {
    Form.MESSAGE: N_("Pesan"),
    Form.SMS: N_("SMS"),
    Form.SUBJECT: N_("Judul surel"),
}

MEANINGS: Mapping[str, str] = {
    "number": N_("nomor laporan atau kasus"),
    "pin": N_("PIN untuk membuka laporan; baru diisi saat dikirim"),
    "link": N_("tautan ke halaman yang dimaksud"),
    "tracking": N_("nomor di SP4N-LAPOR!"),
    "where": N_("di mana nomor itu dapat diikuti: tautan dari setelan SP4N-LAPOR!, atau lapor.go.id"),
    "office": N_("nama kantor"),
    "original": N_("nomor laporan yang tetap ditangani"),
    "owner": N_("instansi yang berwenang, dan cara menghubunginya"),
    "until": N_("sampai kapan balasan ditunggu"),
    "kinds": N_("daftar jenis laporan dengan nomornya"),
    "kind": N_("jenis laporan"),
    "places": N_("daftar fasilitas dengan nomornya"),
    "state": N_("keadaan laporan"),
    "received": N_("kapan laporan diterima"),
    "minutes": N_("berapa menit lagi"),
    "portal": N_("alamat portal kantor ini"),
    "instruction": N_("petunjuk dari meja layanan"),
    "code": N_("kode sekali pakai; baru diisi saat dikirim"),
    "next": N_("apa yang terjadi dengan jawaban itu"),
    "unit": N_("nama unit"),
    "due": N_("tenggat"),
    "asker": N_("petugas yang meminta"),
    "decider": N_("yang memutuskan"),
    "news": N_("apa yang terjadi atau diminta"),
    "decision": N_("putusannya: disetujui, disetujui dengan perubahan, atau ditolak"),
    "count": N_("berapa tenggat"),
    "cases": N_("daftar kasus dan tenggatnya"),
    "round": N_("putaran yang mana"),
    "ends": N_("pukul berapa berakhir"),
    "checked": N_("berapa baris sudah diperiksa"),
    "lines": N_("berapa baris semuanya"),
}
"""What each variable stands for."""
