"""What short messages mean: a greeting, a choice, a yes, the name of a place."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

from helpdesk.cases.model import CaseKind
from helpdesk.dialogues.model import Place

LONGEST = 80
"""Characters of a text in which anything of this is looked for."""

GREETINGS = frozenset(
    {
        *("halo", "hallo", "hai", "hay", "hei", "hey", "hi", "hello", "helo", "permisi", "misi", "punten"),
        *("kulonuwun", "sampurasun", "horas", "salam", "p", "pp", "ping", "tes", "test", "mulai", "start"),
        *("menu", "selamat", "pagi", "siang", "sore", "malam", "assalamualaikum", "assalamu", "alaikum"),
        *("assalamuallaikum", "asalamualaikum", "askum", "ass", "aslm", "warahmatullahi", "wabarakatuh"),
        *("wr", "wb", "good", "morning", "afternoon", "evening", "english", "indonesia", "bahasa"),
    }
)
ADDRESSES = frozenset(
    {
        *("kak", "kakak", "min", "admin", "pak", "bu", "bapak", "ibu", "mas", "mbak", "bang", "dok", "gan"),
        *("sis", "bos", "semua", "all", "there"),
    }
)
"""Whom one greets; alone they are greetings too."""
ASKS_FOR_MENU = frozenset({("menu",), ("laporan", "baru"), ("lapor", "baru"), ("new", "report")})
"""A new report is wanted, whatever else is open."""
_FIRST_WORDS = GREETINGS | ADDRESSES | {words[0] for words in ASKS_FOR_MENU}
ENGLISH = frozenset({"hello", "english", "good", "morning", "afternoon", "evening", "there"})
INDONESIAN = frozenset({"indonesia", "bahasa"})
"""Words that ask for it; other Indonesian greetings are used by everybody."""
MOST_GREETING_WORDS = 6

SKIPS = frozenset(
    {"0", "lewati", "lewat", "skip", "no", "none", "tidak", "tdk", "ndak", "nggak", "gak", "ga", "tidak ada"}
    | {
        "tdk ada",
        "nggak ada",
        "gak ada",
        "ga ada",
        "tidak tahu",
        "tidak tau",
        "belum ada",
        "i don t know",
        "-",
    }
)
MORE = frozenset({"lain", "lainnya", "lagi", "berikutnya", "more", "next"})
NAMED = frozenset({"1", "ya", "iya", "y", "boleh", "dengan nama", "yes", "ok", "oke", "0", "lewati", "skip"})
UNNAMED = frozenset(
    {"2", "tidak", "tdk", "t", "jangan", "anonim", "tanpa nama", "tidak boleh", "no", "anonymous", "n"}
)
CANCELS = frozenset({"batal", "batalkan", "tidak jadi", "cancel", "stop", "berhenti", "keluar", "exit"})

KIND_WORDS: Mapping[CaseKind, frozenset[str]] = {
    CaseKind.COMPLAINT: frozenset({"1", "satu", "pengaduan", "aduan", "keluhan", "komplain", "complaint"}),
    CaseKind.CONSULTATION: frozenset({"2", "dua", "konsultasi", "consultation"}),
    CaseKind.INFORMATION: frozenset(
        {"3", "tiga", "permintaan informasi", "informasi", "info", "information", "information request"}
    ),
    CaseKind.ASPIRATION: frozenset({"4", "empat", "aspirasi", "saran", "aspiration", "suggestion"}),
}

_WORD = re.compile(r"[a-z0-9]+")
_NUMBERED = re.compile(r"(?:(?:no|nomor|nomer|pilih|number) )?(\d{1,3})")
_GENERIC = frozenset({"di", "ke", "dari", "the", "in", "at"})
_SHORT = {"pkm": "puskesmas", "rs": "rsud", "dinkes": "dinas kesehatan", "pusk": "puskesmas"}

_Key = TypeVar("_Key")


def plain(text: str) -> str:
    """The words of a short text in small letters; empty for signs and pictures alone, and for a long text."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    if len(text) > LONGEST:
        return []
    folded = unicodedata.normalize("NFKC", text).lower()
    return _WORD.findall(folded.replace("'", "").replace("’", "").replace("`", ""))


def opens(text: str) -> bool:
    """Whether a text could begin a dialogue. Asked of every message: most are told by their first word."""
    if len(text) > LONGEST:
        return False
    first = text.split(None, 1)[:1]
    if first and first[0].isascii() and first[0].isalpha() and first[0].lower() not in _FIRST_WORDS:
        return False
    return greets(text) or wants_menu(text)


def greets(text: str) -> bool:
    """Nothing was said yet: a greeting, a word that tries whether anybody is there, a single sign or emoji."""
    if len(text) > LONGEST:
        return False
    words = _words(text)
    if not words:
        return _only_signs(text)
    return len(words) <= MOST_GREETING_WORDS and all(word in GREETINGS or word in ADDRESSES for word in words)


def _only_signs(text: str) -> bool:
    """Signs without a letter of any script: an emoji, a dot. Letters that we cannot read are words all the same."""
    signs = [sign for sign in text if not sign.isspace()]
    return 0 < len(signs) <= 8 and not any(unicodedata.category(sign)[0] in "LN" for sign in signs)


def wants_menu(text: str) -> bool:
    """The menu was asked for by its name."""
    return tuple(_words(text)) in ASKS_FOR_MENU


def language_of(text: str, known: str = "id") -> str:
    """The language of a greeting: English when its words are English alone, Indonesian when that is asked for, else
    the one that is known of its citizen."""
    words = [word for word in _words(text) if word not in ADDRESSES or word in ENGLISH]
    if words and all(word in ENGLISH for word in words):
        return "en"
    return "id" if any(word in INDONESIAN for word in words) else known


def is_noise(text: str) -> bool:
    """Neither an answer nor something said: a greeting once more, a number that was not offered."""
    return greets(text) or bool(_NUMBERED.fullmatch(plain(text)))


def kind_meant(text: str, choice: str) -> CaseKind | None:
    """The kind that was pressed, numbered or named; none when it was something else."""
    if choice:
        return next((kind for kind in CaseKind if choice == f"kind:{kind}"), None)
    words = plain(text)
    numbered = _NUMBERED.fullmatch(words)
    said = numbered[1] if numbered else words
    unnumbered = said.split(" ", 1)[1] if re.match(r"[1-4] [a-z]", said) else said
    found = next((kind for kind, known in KIND_WORDS.items() if unnumbered in known), None)
    if unnumbered != said and found and said[0] not in KIND_WORDS[found]:
        return None
    return found


def skips(text: str, choice: str) -> bool:
    """The question is passed over."""
    return choice == "skip" or (not choice and (plain(text) in SKIPS or text.strip() == "-"))


def wants_more(text: str, choice: str) -> bool:
    """The next part of the list is wanted."""
    return choice == "more" or (not choice and plain(text) in MORE)


def cancels(text: str) -> bool:
    """It is all taken back."""
    return plain(text) in CANCELS


def may_be_named(text: str, choice: str) -> bool | None:
    """Whether staff may see who it is; none when that was no answer."""
    if choice:
        return {"name:yes": True, "name:no": False}.get(choice)
    words = plain(text)
    return True if words in NAMED else False if words in UNNAMED else None


def places_meant(
    text: str, choice: str, offered: Sequence[Place], places: Sequence[Place]
) -> tuple[Place, ...]:
    """The places that an answer may mean: by what was pressed, by number, by name; several when it is not clear."""
    if choice:
        return tuple(place for place in places if choice == f"place:{place.id}")
    words = plain(text)
    numbered = _NUMBERED.fullmatch(words)
    if numbered:
        place = int(numbered[1])
        return tuple(offered[place - 1 : place]) if place else ()
    written = _names(words)
    if not written:
        return ()
    exact = tuple(place for place in places if _names(plain(place.name)) == written)
    return exact or tuple(place for place in places if set(written) <= set(_names(plain(place.name))))


def _names(words: str) -> tuple[str, ...]:
    spelled = " ".join(_SHORT.get(word, word) for word in words.split())
    return tuple(word for word in spelled.split() if word not in _GENERIC)
