"""The words of the pages of automatic texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.frame.service import Words, address
from admin.texts.naming import FIXED, FORMS, GROUPS, MEANINGS, NAMES
from helpdesk.cases.words import CHANNELS
from helpdesk.desk.pages import Visit
from helpdesk.notifications.alerting import TEMPLATE as ALERT
from helpdesk.notifications.approving import ASKED, DECIDED
from helpdesk.notifications.beside import HELP
from helpdesk.notifications.case_news import NEWS as CASE_NEWS
from helpdesk.notifications.colleagues import TEMPLATE as NOTICE
from helpdesk.notifications.watching import MISSED, REMINDER
from helpdesk.replies.model import UPDATE_TEMPLATE
from helpdesk.texts import rules, to_colleagues
from helpdesk.texts.catalogue import GROUPS as TEXTS
from helpdesk.texts.model import Form, OwnText, Place, Text
from helpdesk.texts.to_citizens import NEWS
from helpdesk.unit_links.entering import CODE_TEMPLATE as UNIT_CODE
from helpdesk.unit_links.linking import TEMPLATE as UNIT_CASE
from kit.errors import Refusal
from kit.sms_parts import BASIC, EXTENDED, counted
from ui.i18n import LANGUAGES, N_
from ui.model import FieldError, Link

ORDER = ("text",)
DONE: Mapping[str, str] = {
    "saved": N_("Teks disimpan. Mulai beberapa detik lagi, kata-kata inilah yang terkirim."),
    "usual": N_("Itu teks biasa: kantor ini tidak menyimpan kata-kata sendiri di sini."),
    "back": N_("Dikembalikan ke teks biasa."),
}
REFUSED: Mapping[str, str] = {
    "own_text_changed": N_(
        "Orang lain baru saja mengubah teks ini. Di bawah ini keadaan terbarunya; tulisan Anda ada di bawahnya."
    ),
    "text_fixed": N_("Teks ini tidak dapat diubah."),
}
WRONG: Words = {
    ("text", "required"): N_("Tulis teksnya, atau kembalikan ke teks biasa."),
    ("text", "signs"): N_(
        "Ada tanda yang tidak terlihat di dalam teks. Ketik ulang bagian yang ditempel dari tempat lain."
    ),
    ("text", "one_line"): N_("Judul surel hanya satu baris."),
    ("text", "brace"): N_(
        "Ada kurung kurawal yang tidak berpasangan atau berlapis. Tulis variabel seperti {nomor}, sekali kurung."
    ),
    ("text", "percent"): N_(
        "Tanda persen tidak dipakai untuk variabel. Tulis variabel seperti {nomor}; persen yang lain cukup satu,"
        " seperti 100%%."
    ),
}
_UNKNOWN = N_("Variabel ini tidak dikenal di sini: %(names)s. Yang dapat dipakai: %(known)s.")
_UNKNOWN_ALL = N_("Variabel ini tidak dikenal di sini: %(names)s. Teks ini tidak memakai variabel.")
_MISSING = N_("Variabel ini harus ada, karena pembacanya tidak dapat tanpanya: %(names)s.")
_MISSING_WORD = N_("Ini harus tetap disebut: %(names)s.")
_TOO_LONG = N_("Terlalu panjang: %(found)s huruf bila sudah terisi, paling banyak %(most)s.")
_TOO_MANY = N_("Terlalu panjang: menjadi %(found)s SMS, paling banyak %(most)s.")
_DETAILED: Mapping[str, str] = {
    "missing_variable": _MISSING,
    "missing_word": _MISSING_WORD,
    "too_long": _TOO_LONG,
    "too_many_parts": _TOO_MANY,
}
_TEMPLATES: Mapping[str, str] = {
    to_colleagues.DISPOSED.key: NOTICE,
    to_colleagues.ASSIGNED.key: NOTICE,
    to_colleagues.APPROVAL_ASKED.key: ASKED,
    to_colleagues.APPROVAL_DECIDED.key: DECIDED,
    to_colleagues.HELP.key: HELP,
    to_colleagues.CASE_NEWS.key: CASE_NEWS,
    to_colleagues.UNIT_CASE.key: UNIT_CASE,
    to_colleagues.UNIT_CODE.key: UNIT_CODE,
    to_colleagues.ALERT.key: ALERT,
    to_colleagues.ROUND_ENDS.key: REMINDER,
    to_colleagues.ROUND_MISSED.key: MISSED,
}
"""What goes to colleagues who did not write for a day."""


def groups(here: Visit, own: Mapping[Place, OwnText]) -> list[dict[str, Any]]:
    """Every text as the index shows it."""
    return [
        {
            "title": here.say(GROUPS[group][0]),
            "about": here.say(GROUPS[group][1]),
            "rows": [_row(here, text, own) for text in texts],
        }
        for group, texts in TEXTS.items()
    ]


def _row(here: Visit, text: Text, own: Mapping[Place, OwnText]) -> dict[str, Any]:
    said = [place for place in places_of(text) if own.get(place, OwnText()).text is not None]
    name, when = NAMES[text.key]
    return {
        "name": here.say(name),
        "when": here.say(when),
        "href": address(here, f"texts/{text.key}"),
        "channels": channels(here, text),
        "fixed": text.fixed is not None,
        "own": ", ".join(place_name(here, place) for place in said),
    }


def places_of(text: Text) -> list[Place]:
    """Every form and language of a text."""
    return [(text.key, form, language) for form in text.forms for language in LANGUAGES]


def place_name(here: Visit, place: Place) -> str:
    """`SMS · English`."""
    return f"{here.say(FORMS[place[1]])} · {LANGUAGES[place[2]]}"


def channels(here: Visit, text: Text) -> str:
    """On what it goes out."""
    return ", ".join(here.say(CHANNELS[kind]) for kind in text.channels)


def ways(here: Visit, place: Place, text: Text) -> dict[str, list[Link]]:
    """The other forms, and the other languages, of the same text."""
    key, form, language = place

    def link(to: Place, name: str) -> Link:
        return Link(label=name, href=address(here, path_of(to)), current=to == place)

    return {
        "forms": [link((key, each, language), here.say(FORMS[each])) for each in text.forms],
        "languages": [link((key, form, code), name) for code, name in LANGUAGES.items()],
    }


def path_of(place: Place) -> str:
    """Where one form and language is edited."""
    return f"texts/{place[0]}.{place[1]}.{place[2]}"


def facts(here: Visit, place: Place, text: Text) -> dict[str, Any]:
    """What stays the same whatever is typed."""
    _, form, language = place
    name, when = NAMES[text.key]
    return {
        "name": here.say(name),
        "when": here.say(when),
        "channels": channels(here, text),
        "usual": rules.shown(rules.usual(text, form, language)),
        "subject": form is Form.SUBJECT,
        "sms": form is Form.SMS,
        "lang": language,
        "fixed": here.say(FIXED[text.fixed]) if text.fixed else "",
        "variables": [
            (f"{{{rules.SHOWN[each]}}}", here.say(MEANINGS[each])) for each in rules.variables_of(text, form)
        ],
        "needs": _braced([rules.SHOWN[each] for each in rules.needs_of(text, form)]),
        "keeps": ", ".join(text.keeps) if form is not Form.SUBJECT else "",
        "outside": _template(here, text) if form is Form.MESSAGE else "",
    }


def preview(here: Visit, place: Place, text: Text, words: str, sample: Mapping[str, str]) -> dict[str, str]:
    """Words as they are read, with invented values; what they cost as SMS, and how they go into a template."""
    _, form, _ = place
    said = rules.filled(words, sample)
    by_template = form is Form.MESSAGE and text in NEWS
    return {
        "text": said,
        "cost": _cost(here, said) if form is Form.SMS else "",
        "wide": _wide(here, said) if form is Form.SMS else "",
        "line": " ".join(said.split()) if by_template else "",
        "line_of": UPDATE_TEMPLATE,
    }


def detailed(
    here: Visit, errors: Sequence[FieldError], refusal: Refusal | None, place: Place, text: Text
) -> list[FieldError]:
    """The errors, with what they are about."""
    code = str(refusal.details.get("fields", {}).get("text")) if refusal else ""
    if code == "unknown_variable":
        known = [rules.SHOWN[each] for each in rules.variables_of(text, place[1])]
        names = _braced(refusal.details["names"]) if refusal else ""
        said = here.say(_UNKNOWN if known else _UNKNOWN_ALL, names=names, known=_braced(known))
    elif code in _DETAILED and refusal:
        named = refusal.details.get("names", ())
        names = _braced(named) if code == "missing_variable" else ", ".join(named)
        numbers = {name: refusal.details.get(name, "") for name in ("most", "found")}
        said = here.say(_DETAILED[code], names=names, **numbers)
    else:
        return list(errors)
    return [FieldError(field="text", text=said)]


def _template(here: Visit, text: Text) -> str:
    if text.key not in _TEMPLATES:
        return ""
    said = N_(
        "Kepada petugas yang menulis ke nomor kantor dalam 24 jam terakhir. Kepada yang lain, WhatsApp hanya"
        " menerima templat %(template)s dengan kata-katanya sendiri."
    )
    return here.say(said, template=_TEMPLATES[text.key])


def _cost(here: Visit, said: str) -> str:
    found = counted(said)
    return here.say(N_("%(parts)s SMS, masih muat %(left)s huruf."), parts=found.parts, left=found.left)


def _wide(here: Visit, said: str) -> str:
    strange = [sign for sign in dict.fromkeys(said) if sign not in BASIC and sign not in EXTENDED]
    told = N_("Tanda yang bukan huruf SMS biasa: %(signs)s. Karena itu satu SMS hanya memuat 70 huruf.")
    return here.say(told, signs=" ".join(strange[:10])) if strange else ""


def _braced(names: Sequence[str]) -> str:
    return ", ".join(f"{{{name[:40]}}}" for name in names[:10])
