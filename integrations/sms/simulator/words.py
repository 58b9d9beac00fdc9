"""What the simulator's pages say, in both languages. They stand beside the product, not in its catalogue."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "title": "Simulator SMS",
        "lead": "Anda memainkan ponsel warga. Semua orang dan nomor di sini khayalan; tidak ada SMS yang"
        " keluar dari mesin ini.",
        "clock": "Jam demonstrasi",
        "talks": "Percakapan",
        "no_talks": "Belum ada percakapan.",
        "begin": "Mulai sebagai warga",
        "number": "Nomor warga",
        "open": "Buka ponsel",
        "back": "Semua nomor",
        "phone_of": "Ponsel milik",
        "empty": "Belum ada SMS. Tulislah sebagai warga.",
        "write": "SMS",
        "send": "Kirim SMS sebagai warga",
        "refresh": "Muat ulang",
        "sent": "terkirim",
        "accepted": "dalam perjalanan",
        "delivered": "diterima",
        "undelivered": "tidak sampai",
        "citizen": "Warga",
        "office": "Kantor",
        "nothing": "Tulis dahulu isi SMS-nya.",
        "bad_number": "Tulis nomor ponsel, misalnya 0812 0000 0101.",
        "other_language": "English",
    },
    "en": {
        "title": "SMS simulator",
        "lead": "You play the citizen's phone. Everybody and every number here is invented; no SMS leaves this"
        " machine.",
        "clock": "The demonstration's clock",
        "talks": "Conversations",
        "no_talks": "No conversation yet.",
        "begin": "Begin as a citizen",
        "number": "Citizen's number",
        "open": "Open the phone",
        "back": "All numbers",
        "phone_of": "Phone of",
        "empty": "No SMS yet. Write one as the citizen.",
        "write": "SMS",
        "send": "Send as the citizen",
        "refresh": "Reload",
        "sent": "sent",
        "accepted": "on its way",
        "delivered": "delivered",
        "undelivered": "not delivered",
        "citizen": "Citizen",
        "office": "Office",
        "nothing": "Write something first.",
        "bad_number": "Write a mobile number, for example 0812 0000 0101.",
        "other_language": "Bahasa Indonesia",
    },
}

PROBLEMS = ("nothing", "bad_number")
"""What a page may be asked to complain about."""
