"""What is said at an event: the office's own words where it has some, else the usual ones; and what own words may be.

Own words are data. Their variables are names in braces and nothing else: no attribute, no format, no second look at
what was put in.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.texts.model import Form, Own, Text
from kit.errors import Invalid
from kit.sms_parts import counted
from ui.i18n import translate

LONGEST: Mapping[Form, int] = {Form.MESSAGE: 900, Form.SUBJECT: 120}
"""Characters once filled in. A message has to go into WhatsApp's general template for news, too."""
MOST_PARTS = 3
"""SMS of one automatic text: it goes out for every report."""
LONGEST_TYPED = 2000

SHOWN: Mapping[str, str] = {
    "number": "nomor",
    "pin": "pin",
    "link": "tautan",
    "tracking": "nomor_lapor",
    "where": "tempat_lapor",
    "office": "kantor",
    "original": "laporan_asal",
    "owner": "yang_berwenang",
    "until": "batas",
    "kinds": "pilihan",
    "kind": "jenis",
    "places": "daftar",
    "state": "keadaan",
    "received": "diterima",
    "minutes": "menit",
    "portal": "portal",
    "unit": "unit",
    "instruction": "petunjuk",
    "code": "kode",
    "next": "selanjutnya",
    "due": "tenggat",
    "asker": "peminta",
    "decider": "pemutus",
    "news": "kabar",
    "decision": "putusan",
    "count": "jumlah",
    "cases": "kasus",
    "round": "putaran",
    "ends": "berakhir",
    "checked": "diperiksa",
    "lines": "semua",
}
"""Variables as administrators write them."""
_MEANT = {shown: name for name, shown in SHOWN.items()}

_BY_SMS, _SMS, _MESSAGE = ChannelKind.SMS, Form.SMS, Form.MESSAGE
"""At hand, because every message asks for one of them."""
_BRACED = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_PERCENT = re.compile(r"%\(|%[sd]\b|%%")
_NOT_WRITTEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"
"""Of the marks that nobody sees, only those that letters and emojis are made with."""


def said(own: Own, text: Text, language: str, channel: str = "", **values: str) -> str:
    """What is said on a channel, its variables filled; a PIN is only a mark until the moment of sending."""
    form = _SMS if channel == _BY_SMS else _MESSAGE
    if own and (found := _in_own_words(own, text, form, language, values)):
        return found
    return usual(text, form, language).format(**{"pin": PIN_PLACE, **values})


def subject(own: Own, text: Text, language: str, **values: str) -> str:
    """What stands above a letter; empty for what stands above all letters of the account."""
    return _in_own_words(own, text, Form.SUBJECT, language, values) if own else ""


def usual(text: Text, form: Form, language: str) -> str:
    """What every office says; no subject is usual."""
    if form is Form.SUBJECT:
        return ""
    return translate(language, text.short if form is _SMS and text.short else text.usual)


def variables_of(text: Text, form: Form) -> tuple[str, ...]:
    """What may be put in; a subject holds no more than the report's number, above all no PIN."""
    return text.variables if form is not Form.SUBJECT else tuple({"number"} & {*text.variables})


def needs_of(text: Text, form: Form) -> tuple[str, ...]:
    """Which of them must be there."""
    return () if form is Form.SUBJECT else text.needs


def holds(text: Text, form: Form, words: str) -> bool:
    """Whether words that were kept may still be said: a later version of the text may have other variables."""
    names = set(_BRACED.findall(words))
    possible = text.fixed is None and form in text.forms and PIN_PLACE not in words
    return possible and {*needs_of(text, form)} <= names <= {*variables_of(text, form)}


def checked(
    text: Text, form: Form, typed: str, sample: Mapping[str, str], most_parts: int = MOST_PARTS
) -> str:
    """Own words as they are kept; `sample` are values as long as they get.

    Raises `Invalid` with the code at `text`; `names` are the variables or words that it is about, `most` is the limit
    and `found` how much it was.
    """
    words = "\n".join(
        line.rstrip() for line in typed.replace("\r\n", "\n").replace("\t", " ").split("\n")
    ).strip()
    if not words:
        raise _wrong("required")
    if len(words) > LONGEST_TYPED:
        raise _wrong("too_long", most=LONGEST_TYPED, found=len(words))
    if not all(map(_is_written, words)):
        raise _wrong("signs")
    if form is Form.SUBJECT and "\n" in words:
        raise _wrong("one_line")
    words = _variables_checked(text, form, words)
    _must_fit(form, filled(words, sample), most_parts)
    return words


def filled(words: str, values: Mapping[str, str]) -> str:
    """Put values in, once: what stands in a value is never a variable itself."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), words)


def parts_of(form: Form, said: str) -> int:
    """How many SMS a filled text makes; none where it is not sent so."""
    return counted(said).parts if form is Form.SMS else 0


def shown(words: str) -> str:
    """Words as administrators read them, with the variables' names in their language."""
    return _BRACED.sub(lambda found: f"{{{SHOWN.get(found[1], found[1])}}}", words)


def _in_own_words(own: Own, text: Text, form: Form, language: str, values: Mapping[str, str]) -> str:
    words = own.get((text.key, form, language)) if text.fixed is None else None
    if words is None:
        return ""
    given = {**values, "pin": PIN_PLACE} if "pin" in variables_of(text, form) else values
    return filled(words, given) if given.keys() >= {*_BRACED.findall(words)} else ""


def _variables_checked(text: Text, form: Form, words: str) -> str:
    """With the variables' names as the code has them."""
    if _BRACE.search(_BRACED.sub("", words)):
        raise _wrong("brace")
    if _PERCENT.search(words):
        raise _wrong("percent")
    written, allowed = list(dict.fromkeys(_BRACED.findall(words))), variables_of(text, form)
    unknown = [name for name in written if _MEANT.get(name) not in allowed]
    if unknown:
        raise _wrong("unknown_variable", names=tuple(unknown))
    missing = [SHOWN[name] for name in needs_of(text, form) if SHOWN[name] not in written]
    if missing:
        raise _wrong("missing_variable", names=tuple(missing))
    lacking = [] if form is Form.SUBJECT else _lacking(text.keeps, _BRACED.sub(" ", words))
    if lacking:
        raise _wrong("missing_word", names=tuple(lacking))
    return _BRACED.sub(lambda found: f"{{{_MEANT[found[1]]}}}", words)


def _lacking(keeps: Collection[str], words: str) -> list[str]:
    return [word for word in keeps if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words)]


def _must_fit(form: Form, said: str, most_parts: int) -> None:
    if form is Form.SMS:
        if parts_of(form, said) > most_parts:
            raise _wrong("too_many_parts", most=most_parts, found=parts_of(form, said))
    elif len(said) > LONGEST[form]:
        raise _wrong("too_long", most=LONGEST[form], found=len(said))


def _is_written(sign: str) -> bool:
    """Whether a sign is a letter, a mark or a line break: nothing that turns, hides or stands for something else."""
    return sign == "\n" or sign in _JOINERS or unicodedata.category(sign) not in _NOT_WRITTEN


def _wrong(code: str, **more: object) -> Invalid:
    return Invalid("invalid", fields={"text": code}, **more)
