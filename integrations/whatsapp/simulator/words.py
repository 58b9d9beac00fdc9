"""What the simulator's pages say, in both languages. They stand beside the product, not in its catalogue."""

from collections.abc import Mapping

LANGUAGES = ("id", "en")

WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "title": "Simulator WhatsApp",
        "lead": "Anda memainkan warga. Semua orang dan nomor di sini khayalan; tidak ada pesan yang keluar "
        "dari mesin ini.",
        "clock": "Jam demonstrasi",
        "accounts": "Nomor layanan kantor",
        "chats": "Percakapan",
        "no_chats": "Belum ada percakapan.",
        "begin": "Mulai sebagai warga",
        "number": "Nomor warga",
        "name": "Nama warga",
        "open": "Buka percakapan",
        "back": "Semua percakapan",
        "citizen": "Ponsel milik",
        "empty": "Belum ada pesan. Tulislah sebagai warga.",
        "write": "Pesan",
        "photo": "Foto atau berkas, ≤ 10 MB",
        "send": "Kirim sebagai warga",
        "reply": "Balas",
        "replying": "Membalas",
        "cancel": "Batal",
        "react": "Beri reaksi",
        "take_back": "Tarik reaksi",
        "refresh": "Muat ulang",
        "template": "templat",
        "file": "berkas",
        "sent": "terkirim",
        "delivered": "diterima",
        "read": "dibaca",
        "failed": "gagal",
        "on_its_way": "dalam perjalanan",
        "from_citizen": "Warga",
        "from_office": "Kantor",
        "nothing": "Tulis pesan atau pilih berkas.",
        "too_large": "Berkas lebih besar dari 10 MB.",
        "bad_number": "Tulis nomor dengan 8–15 angka, misalnya 0812 0000 0101.",
        "setup": "Nomor kantor baru",
        "setup_lead": "Di sini Anda memainkan Meta: beri kantor sebuah nomor WhatsApp, masukkan kuncinya di "
        "halaman administrasi kantor itu, lalu daftarkan alamat hook yang ditampilkan di sana.",
        "new_number": "Nomor untuk kantor baru",
        "office_name": "Nama kantor di WhatsApp",
        "office_number": "Nomor kantor",
        "give_number": "Beri nomor",
        "enter_these": "Masukkan ini di administrasi kantor:",
        "hook_now": "Terdaftar",
        "verify_hook": "Verifikasi dan simpan",
        "hook_taken": "Hook menjawab dengan benar. Mulai sekarang pesan dikirim ke sana.",
        "hook_refused": "Hook tidak menjawab dengan benar. Periksa alamat dan verify token.",
        "taken": "Nomor itu sudah dipakai, atau terlalu banyak nomor di sini.",
        "other_language": "English",
    },
    "en": {
        "title": "WhatsApp simulator",
        "lead": "You play the citizen. All people and numbers here are invented; "
        "no message leaves this machine.",
        "clock": "Demonstration clock",
        "accounts": "Numbers of the offices",
        "chats": "Chats",
        "no_chats": "No chats yet.",
        "begin": "Begin as a citizen",
        "number": "Citizen's number",
        "name": "Citizen's name",
        "open": "Open the chat",
        "back": "All chats",
        "citizen": "Phone of",
        "empty": "No messages yet. Write one as the citizen.",
        "write": "Message",
        "photo": "Photo or file, ≤ 10 MB",
        "send": "Send as the citizen",
        "reply": "Reply",
        "replying": "Replying to",
        "cancel": "Cancel",
        "react": "React",
        "take_back": "Take the reaction back",
        "refresh": "Refresh",
        "template": "template",
        "file": "file",
        "sent": "sent",
        "delivered": "delivered",
        "read": "read",
        "failed": "failed",
        "on_its_way": "on its way",
        "from_citizen": "Citizen",
        "from_office": "Office",
        "nothing": "Write a message or choose a file.",
        "too_large": "The file is larger than 10 MB.",
        "bad_number": "Write the number with 8–15 digits, such as 0812 0000 0101.",
        "setup": "A number for a new office",
        "setup_lead": "Here you play Meta: give an office a WhatsApp number, enter its keys on the office's "
        "administration page, then register the hook address that is shown there.",
        "new_number": "A number for a new office",
        "office_name": "The office's name on WhatsApp",
        "office_number": "The office's number",
        "give_number": "Give a number",
        "enter_these": "Enter these in the office's administration:",
        "hook_now": "Registered",
        "verify_hook": "Verify and save",
        "hook_taken": "The hook answered as it should. From now on messages go there.",
        "hook_refused": "The hook did not answer as it should. Check the address and the verify token.",
        "taken": "That number is taken, or there are too many numbers here.",
        "other_language": "Bahasa Indonesia",
    },
}


PROBLEMS = ("nothing", "too_large", "bad_number")
"""What a page may be asked to complain about."""


def words(language: str) -> Mapping[str, str]:
    """The words of a language; Indonesian for any other."""
    return WORDS.get(language, WORDS["id"])
