"""What somebody is told who asks how a report is getting on: nothing that is not public."""

from helpdesk.cases.model import Case
from helpdesk.cases.rules import word_of
from helpdesk.cases.words import WORDS
from ui import formats
from ui.i18n import N_, translate

STATE = N_(
    "Laporan %(number)s: %(state)s.\nDiterima %(received)s.\nSelengkapnya, dengan nomor dan PIN: %(link)s"
)
NEEDS_PIN = N_(
    "Untuk laporan ini tulis juga PIN-nya, misalnya:\nlacak BTG-7K4Q-29XM-C 123456\nAtau buka %(link)s"
)
NO_MATCH = N_("Nomor laporan atau PIN tidak cocok. Periksa keduanya, lalu coba lagi.")
WAIT = N_("Sudah terlalu banyak percobaan yang salah. Coba lagi %(minutes)s menit lagi.")
HOW = N_("Tulis lacak dan nomor laporan Anda, misalnya:\nlacak BTG-7K4Q-29XM-C\nAtau buka %(link)s")


def state(case: Case, zone: str, language: str, link: str) -> str:
    """The public state of a report."""
    received = formats.date_time(case.opened_at, zone, language=language)
    word = translate(language, WORDS[word_of(case)])
    return translate(language, STATE, number=case.number, state=word, received=received, link=link)


def needs_pin(language: str, link: str) -> str:
    """The same for a report of somebody else and for none at all."""
    return translate(language, NEEDS_PIN, link=link)


def no_match(language: str) -> str:
    """The same for a wrong number and a wrong PIN."""
    return translate(language, NO_MATCH)


def wait(language: str, seconds: int) -> str:
    """Too many tries were wrong."""
    return translate(language, WAIT, minutes=max(1, -(-seconds // 60)))


def how(language: str, link: str) -> str:
    """How one asks."""
    return translate(language, HOW, link=link)
