"""Indonesian is the source, English the first translation; any other reader is answered in Indonesian."""

from pathlib import Path

import pytest

from ui.i18n import N_, Catalogues, language_links, negotiate, translate

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Laporan %(nomor)s diterima"
msgstr "Report %(nomor)s received"

msgid "%(num)s kasus"
msgid_plural "%(num)s kasus"
msgstr[0] "%(num)s case"
msgstr[1] "%(num)s cases"

msgctxt "judul"
msgid "Selesai"
msgstr "Done"

#, fuzzy
msgid "Ragu"
msgstr "Doubt"

msgid "Kosong"
msgstr ""
"""


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "sahut.po").write_text(PO)
    return Catalogues.read(tmp_path)


def test_a_text_is_said_in_english(catalogues: Catalogues):
    said = catalogues.translator("en").gettext("Laporan %(nomor)s diterima")
    assert said % {"nomor": "BTG-1"} == "Report BTG-1 received"


def test_indonesian_needs_no_catalogue(catalogues: Catalogues):
    assert catalogues.translator("id").gettext("Laporan %(nomor)s diterima") == "Laporan %(nomor)s diterima"


def test_an_unknown_language_speaks_indonesian(catalogues: Catalogues):
    assert catalogues.translator("fr").pgettext("judul", "Selesai") == "Selesai"


def test_english_has_a_plural_and_contexts(catalogues: Catalogues):
    english = catalogues.translator("en")
    assert english.ngettext("%(num)s kasus", "%(num)s kasus", 1) == "%(num)s case"
    assert english.ngettext("%(num)s kasus", "%(num)s kasus", 0) == "%(num)s cases"
    assert english.pgettext("judul", "Selesai") == "Done"
    assert english.gettext("Selesai") == "Selesai"


@pytest.mark.parametrize("text", ["Ragu", "Kosong", "Tidak dikenal"])
def test_what_is_not_surely_translated_is_said_in_indonesian(catalogues: Catalogues, text: str):
    assert catalogues.translator("en").gettext(text) == text


def test_python_marks_a_text_and_says_it_later():
    assert translate("en", N_("Halaman tidak ditemukan")) == "Page not found"
    assert translate("en", "Petugas: %(name)s", name="Dewi") == "Officer: Dewi"


@pytest.mark.parametrize(
    ("wanted", "accept", "spoken"),
    [
        ((None, "en"), "", "en"),
        (("fr", None), "en-GB,en;q=0.8", "en"),
        ((), "id;q=0.1, en;q=0.9", "en"),
        ((), "fr, de;q=0.5", "id"),
        ((), "en;q=oops, id", "id"),
        (("EN'--",), "", "id"),
    ],
)
def test_the_readers_choice_comes_before_the_browsers(
    wanted: tuple[str | None, ...], accept: str, spoken: str
):
    assert negotiate(*wanted, accept=accept) == spoken


def test_the_language_switch_keeps_the_page():
    indonesian, english = language_links("/lacak?nomor=BTG-1&lang=id", "id")
    assert english.href == "?nomor=BTG-1&lang=en"
    assert indonesian.current
    assert not english.current
