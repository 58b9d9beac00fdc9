"""Two languages from one source: Indonesian is the message id, English the first translation.

`.po` files are read at start with Babel (decision 29: no compiled catalogue in the repository).
In Python, mark a constant with `N_("…")` where it is written and say it with `translate(language, text)`
where it is read. Texts are %-formats in every case: a percent sign is written `%%`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from ui.model import LanguageLink

SOURCE = "id"
LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
"""Every language of the screens, by its own name; the first is the source."""

LOCALE = Path(__file__).parent / "locale"

Key = tuple[str | None, str]


def N_(text: str) -> str:
    """Mark a text for the catalogue; the value is said later with `translate` or the filter `translated`."""
    return text


def translate(language: str, text: str, **values: Any) -> str:
    """Say a marked text in a language, named values filled in: `translate("en", "Halo %(nama)s", nama=…)`."""
    return shipped().translator(language).gettext(text) % values


class Translator:
    """One language's texts; what is missing is said in Indonesian."""

    def __init__(self, language: str, messages: Mapping[Key, tuple[str, ...]]) -> None:
        self.language = language
        self._messages = messages

    def gettext(self, text: str) -> str:
        return self.pgettext(None, text)

    def pgettext(self, context: str | None, text: str) -> str:
        return self._messages.get((context, text), (text,))[0]

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.npgettext(None, one, many, count)

    def npgettext(self, context: str | None, one: str, many: str, count: int) -> str:
        """Indonesian has one plural form; a translation may have two."""
        forms = self._messages.get((context, one))
        if not forms:
            return one if count == 1 else many
        return forms[0] if count == 1 else forms[-1]


class Catalogues:
    """All translators of one installation; an unknown language speaks Indonesian."""

    def __init__(self, translators: Iterable[Translator]) -> None:
        self._translators = {translator.language: translator for translator in translators}
        self._source = Translator(SOURCE, {})

    @classmethod
    def read(cls, folder: Path = LOCALE) -> "Catalogues":
        """Read `<folder>/<language>/LC_MESSAGES/sahut.po` of every language that has one."""
        return cls(
            Translator(path.parts[-3], _messages(path))
            for path in sorted(folder.glob("*/LC_MESSAGES/sahut.po"))
            if path.parts[-3] in LANGUAGES
        )

    def translator(self, language: str) -> Translator:
        return self._translators.get(language, self._source)


@cache
def shipped() -> Catalogues:
    """The catalogues that come with the product, read once per process."""
    return Catalogues.read()


def negotiate(*wanted: str | None, accept: str = "", default: str = SOURCE) -> str:
    """The first of `wanted` we speak, else the reader's `Accept-Language`, else `default`."""
    for language in (*wanted, *_accepted(accept)):
        if language is not None and language in LANGUAGES:
            return language
    return default


def language_links(address: str, current: str) -> tuple[LanguageLink, ...]:
    """Links that show the page at `address` (path and query) in each language."""
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "lang"]
    return tuple(
        LanguageLink(
            code=code, name=name, href=f"?{urlencode([*query, ('lang', code)])}", current=code == current
        )
        for code, name in LANGUAGES.items()
    )


def _messages(path: Path) -> dict[Key, tuple[str, ...]]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3])
    return {key: forms for key, forms in _entries(catalogue) if all(forms)}


def _entries(catalogue: Catalog) -> Iterable[tuple[Key, tuple[str, ...]]]:
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            yield (message.context, message.id), (str(message.string),)
        else:
            yield (message.context, message.id[0]), tuple(message.string or ())


def _accepted(header: str) -> list[str]:
    """Language codes of an `Accept-Language` header, best first; what cannot be read is left out."""
    weighted = []
    for entry in header.split(",")[:20]:
        tag, _, weight = entry.partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip().split("-")[0].lower()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
