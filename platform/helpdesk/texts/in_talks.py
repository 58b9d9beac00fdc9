"""What citizens read in a dialogue (helpdesk.dialogues), and who asks by message how a report is getting on."""

from helpdesk.channels.model import ChannelKind
from helpdesk.texts.model import Text
from ui.i18n import N_

_TALKED = (ChannelKind.WHATSAPP,)
_ASKED = (ChannelKind.WHATSAPP, ChannelKind.SMS)

MENU = Text(
    key="menu",
    usual=N_(
        "Selamat datang di {office}. Apa yang ingin Anda sampaikan?\n"
        "{kinds}\n"
        "Balas dengan nomornya, atau langsung tulis pesan Anda: pasti kami terima.\n"
        "Keadaan darurat? Telepon 119."
    ),
    channels=_TALKED,
    variables=("office", "kinds"),
    needs=("kinds",),
    keeps=("119",),
)
"""The way to the other language stands below it, in that language."""
STORY = Text(
    key="story",
    usual=N_("{kind}. Tuliskan dalam satu pesan: apa yang terjadi, di mana, dan kapan?"),
    channels=_TALKED,
    variables=("kind",),
)
MATTER = Text(
    key="matter",
    usual=N_("{kind}. Tuliskan dalam satu pesan apa yang ingin Anda tanyakan atau sampaikan."),
    channels=_TALKED,
    variables=("kind",),
)
FACILITY = Text(
    key="facility",
    usual=N_(
        "Tentang fasilitas yang mana? Balas dengan nomornya atau tulis namanya.\n{places}\n0. Lewati pertanyaan ini"
    ),
    channels=_TALKED,
    variables=("places",),
    needs=("places",),
    keeps=("0",),
)
WHICH = Text(
    key="which",
    usual=N_("Yang mana maksud Anda?\n{places}\n0. Lewati pertanyaan ini"),
    channels=_TALKED,
    variables=("places",),
    needs=("places",),
    keeps=("0",),
)
PHOTO = Text(
    key="photo",
    usual=N_("Ada foto atau berkas? Kirim sekarang. Tidak ada? Balas 0."),
    channels=_TALKED,
    keeps=("0",),
)
NAME = Text(
    key="name",
    usual=N_(
        "Bolehkah petugas melihat nama dan nomor Anda?\n1. Boleh\n2. Tidak, tanpa nama\n"
        "Jawaban kami tetap datang ke percakapan ini."
    ),
    channels=_TALKED,
    keeps=("1", "2"),
)
NOTHING_KEPT = Text(
    key="nothing_kept",
    usual=N_("Baik, tidak ada yang kami catat. Tulis saja kapan pun Anda perlu."),
    channels=_TALKED,
)
DIALOGUE = (MENU, STORY, MATTER, FACILITY, WHICH, PHOTO, NAME, NOTHING_KEPT)

STATE = Text(
    key="state",
    usual=N_("Laporan {number}: {state}.\nDiterima {received}.\nSelengkapnya, dengan nomor dan PIN: {link}"),
    channels=_ASKED,
    variables=("number", "state", "received", "link"),
    needs=("number", "state"),
)
NEEDS_PIN = Text(
    key="needs_pin",
    usual=N_(
        "Untuk laporan ini tulis juga PIN-nya, misalnya:\nlacak BTG-7K4Q-29XM-C 123456\nAtau buka {link}"
    ),
    channels=_ASKED,
    variables=("link",),
    needs=("link",),
)
NO_MATCH = Text(
    key="no_match",
    usual=N_("Nomor laporan atau PIN tidak cocok. Periksa keduanya, lalu coba lagi."),
    channels=_ASKED,
)
WAIT = Text(
    key="wait",
    usual=N_("Sudah terlalu banyak percobaan yang salah. Coba lagi {minutes} menit lagi."),
    channels=_ASKED,
    variables=("minutes",),
    needs=("minutes",),
)
HOW = Text(
    key="how",
    usual=N_("Tulis lacak dan nomor laporan Anda, misalnya:\nlacak BTG-7K4Q-29XM-C\nAtau buka {link}"),
    channels=_ASKED,
    variables=("link",),
    needs=("link",),
)
TRACKING = (STATE, NEEDS_PIN, NO_MATCH, WAIT, HOW)
