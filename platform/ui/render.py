"""Templates to pages: escaping always on, a missing value is an error, one environment per language.

A template is named by its room: `ui/…` is shared, `desk/list.html` is `list.html` in the folder registered as
`desk`. Each language has its own environment, so that macros imported without context know it too.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from ui import formats
from ui.assets import Assets
from ui.i18n import LANGUAGES, SOURCE, Catalogues, Translator
from ui.icons import SPRITE, Icons

TEMPLATES = Path(__file__).parent / "templates" / "ui"
_KEPT_PARTS = 4000
"""Of each language; rows of lists, mostly, a kilobyte each."""


class Pages:
    """All templates of the product, ready to be rendered in every language."""

    def __init__(self, rooms: Mapping[str, Path], assets: Assets, catalogues: Catalogues) -> None:
        folders = {"ui": TEMPLATES, **rooms}
        loader = PrefixLoader({room: FileSystemLoader(folder) for room, folder in folders.items()})
        shared = {
            "asset": assets.url,
            "icon": Icons(assets.text(SPRITE)),
            "portal_css": Markup(assets.text("portal.css")),  # noqa: S704 - our own sheet
        }
        self._environments = {
            language: _environment(loader, catalogues.translator(language), shared) for language in LANGUAGES
        }

    def render(self, template: str, *, language: str, csp_nonce: str = "", **values: Any) -> str:
        """One whole page or fragment; a language we do not speak is answered in Indonesian."""
        spoken = language if language in self._environments else SOURCE
        page = self._environments[spoken].get_template(template)
        return page.render({"theme": "", **values, "language": spoken, "csp_nonce": csp_nonce})

    def part(self, template: str, *, language: str, **values: Any) -> Markup:
        """A part of a page, to be put into it as it is."""
        return Markup(self.render(template, language=language, **values))  # noqa: S704 - escaped in there


class _Compiled(BytecodeCache):
    """Templates compiled once per process and language: filters of constants are worked out while compiling."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = {language: _Compiled() for language in LANGUAGES}


def environment_for_reading() -> Environment:
    """The dialect of our templates, for tools that read them: no loader, no values."""
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _environment(loader: PrefixLoader, translator: Translator, shared: Mapping[str, Any]) -> Environment:
    environment = environment_for_reading()
    environment.loader = loader
    environment.auto_reload = False
    environment.bytecode_cache = _COMPILED[translator.language]
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translator.gettext,
        translator.ngettext,
        newstyle=True,
        pgettext=translator.pgettext,
        npgettext=translator.npgettext,
    )
    say = _Spoken(translator)
    environment.globals.update({"_": say, "gettext": say, **shared})
    environment.filters.update(_filters(translator))
    environment.filters["kept"] = _keeper(environment)
    return environment


def _keeper(environment: Environment) -> Callable[[Hashable, str], Markup]:
    """`{{ row | kept("desk/row.html") }}`: a part that shows one value and nothing else, made once while it is kept.

    The template sees the value alone, as `value`: no token, no reader, no other name of the page. Value and template
    are the key, so what is shown is what was asked for, whoever asks.
    """

    @lru_cache(maxsize=_KEPT_PARTS)
    def kept(value: Hashable, template: str) -> Markup:
        return Markup(environment.get_template(template).render(value=value))  # noqa: S704 - escaped in there

    return kept


class _Spoken:
    """`_("…")` in templates: what the extension's own does, without asking the context each time.

    A page says some sixty texts; those without values are made into markup once.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._known: dict[str, tuple[Markup, Markup | None]] = {}

    def __call__(self, text: str, **values: Any) -> Markup:
        known = self._known.get(text)
        if known is None:
            pattern = Markup(self._translator.gettext(text))  # noqa: S704 - our own words
            known = self._known[text] = (pattern, None if "%(" in pattern else pattern % {})
        pattern, plain = known
        return pattern % values if values or plain is None else plain


def _filters(translator: Translator) -> dict[str, Any]:
    spoken = {name: partial(say, language=translator.language) for name, say in formats.SPOKEN.items()}
    return {**spoken, **formats.PLAIN, "translated": partial(_translated, translator), "lines": _lines}


def _translated(translator: Translator, text: str, **values: Any) -> str:
    """Say a text that Python marked with `N_`; never for text that people wrote."""
    return translator.gettext(text) % values


def _lines(text: str) -> Markup:
    """Text that people wrote, with its line breaks kept and everything else escaped."""
    return Markup("<br>").join(escape(text).splitlines())
