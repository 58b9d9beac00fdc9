"""The message catalogue: what is said on every screen, and how it is said in English.

    python -m ui.messages           extract all texts into `sahut.pot` and every `sahut.po`; list what lacks
    python -m ui.messages fill F    the same, taking translations from F, a JSON object:
                                    {"Indonesian": "English", "one": ["singular", "plural"]}

Run it after writing templates or `N_("…")`; then fill the empty `msgstr` of `locale/en/LC_MESSAGES/sahut.po`
(or use `fill`) and run `pytest tests/unit/test_ui_messages.py`.
"""

import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ui.i18n import LANGUAGES, LOCALE, SOURCE

ROOT = Path(__file__).parents[2]
ROOMS = ("platform", "tenants", "integrations", "admin")
TEMPLATE = LOCALE / "sahut.pot"

_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {"**/templates/**.html": {"silent": "false", "trimmed": "true", "extensions": "jinja2.ext.do"}}
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "translate": (2,),
}
_BLANK = re.compile(r"\{\w+\}")
_BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
"""Fixed, so that a catalogue changes only when a text does."""


def main(arguments: list[str]) -> int:
    """Bring the catalogues up to date; 0 when every text has its translation."""
    given = json.loads(Path(arguments[1]).read_text()) if arguments[:1] == ["fill"] else {}
    with _one_at_a_time():
        template = extracted(ROOT)
        missing = update(template, given)
    for language, text in missing:
        print(f"{language}: no translation of {text!r}")
    print(f"messages: {len(template)} texts, {len(missing)} without translation")
    return 1 if missing else 0


def extracted(root: Path) -> Catalog:
    """Every text of every room: templates, `N_`, `_`, `translate`."""
    catalogue = _catalogue(None)
    for room in ROOMS:
        for file, _line, text, comments, context in extract_from_dir(
            root / room, _METHODS, _OPTIONS, _KEYWORDS, ("Catatan:",), strip_comment_tags=True
        ):
            place = (f"{room}/{Path(file).as_posix()}", 0)
            catalogue.add(text, None, [place], (), comments, context=context)
    return catalogue


def translations() -> Iterator[tuple[str, Catalog]]:
    """The catalogue of every language but the source, as it stands on disk."""
    for language in LANGUAGES:
        if language != SOURCE:
            yield language, _read(language)


def update(template: Catalog, given: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    """Write the template and merge it into every translation; return (language, text) still untranslated."""
    _write(TEMPLATE, template)
    missing = []
    for language, catalogue in translations():
        catalogue.update(template, no_fuzzy_matching=True)
        for message in _texts(catalogue):
            if _name(message) in given:
                said = given[_name(message)]
                message.string = said if isinstance(said, str) else tuple(said)
        missing += [(language, _name(message)) for message in _texts(catalogue) if not _said(message)]
        _write(_path(language), catalogue)
    return missing


def problems(template: Catalog, translation: Catalog) -> list[str]:
    """What keeps a translation from being complete: missing, stale, or with other placeholders."""
    wanted = {(message.context, _name(message)): message for message in _texts(template)}
    found = {(message.context, _name(message)): message for message in _texts(translation)}
    lacking = [f"missing: {name!r}" for context, name in wanted if (context, name) not in found]
    stale = [f"no longer said anywhere: {name!r}" for context, name in found if (context, name) not in wanted]
    empty = [f"not translated: {name!r}" for (_, name), message in found.items() if not _said(message)]
    wrong = [f"{name!r}: {error}" for (_, name), message in found.items() for error in message.check()]
    blanks = [f"{name!r}: other blanks" for (_, name), message in found.items() if _blanks_differ(message)]
    return lacking + stale + empty + wrong + blanks


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several people may extract at once; the folder itself is the lock."""
    folder = os.open(LOCALE, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _said(message: Message) -> bool:
    return bool(_strings(message)) and all(_strings(message)) and not message.fuzzy


def _blanks_differ(message: Message) -> bool:
    """Letters to citizens are filled with `str.format`: `{number}`, `{link}`."""
    if not _said(message):
        return False
    wanted = set(_BLANK.findall(_name(message)))
    return any(set(_BLANK.findall(text)) != wanted for text in _strings(message))


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "sahut.po"


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return _catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True)


def _catalogue(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        project="Sahut",
        version="1",
        header_comment="# Texts of Sahut. Indonesian is the source; python -m ui.messages keeps this file.",
        creation_date=_BIRTH,
        revision_date=_BIRTH,
        fuzzy=False,
    )


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.revision_date = catalogue.creation_date = _BIRTH
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Sahut"
    with path.open("wb") as file:
        _po(file, catalogue)


def _po(file: IO[bytes], catalogue: Catalog) -> None:
    write_po(file, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
