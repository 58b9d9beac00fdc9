"""Pages escape what people wrote, refuse missing values, and speak the reader's language."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from ui.assets import Assets
from ui.i18n import Catalogues, language_links
from ui.icons import Icons
from ui.model import Contact, DeskShell, Group, Link, Office, PlainShell, PortalShell, Reader
from ui.render import Pages
from ui.states import state_values

OFFICE = Office(mark="BTG", name="Dinas Kesehatan", place="Kabupaten Batang")
ASSETS = Assets()
CATALOGUES = Catalogues.read()
PAGES = Pages({}, ASSETS, CATALOGUES)

DESK = DeskShell(
    office=OFFICE,
    reader=Reader(name="Dewi Anjani", role="Petugas"),
    groups=(Group(title="Kotak masuk", links=(Link(label="Tugas saya", href="/t", count=3, current=True),)),),
    sign_out_href="/keluar",
    theme_href="/tema",
    languages=language_links("/t", "id"),
)
PORTAL = PortalShell(
    office=OFFICE,
    languages=language_links("/lacak?nomor=1", "id"),
    helps=(Contact(label="WhatsApp", text="0811", href="/wa"),),
    privacy_href="/data",
)


@pytest.fixture
def say(tmp_path: Path):
    """Render one template text, as a page of a room called `room`."""

    def render(source: str, language: str = "id", **values: Any) -> str:
        (tmp_path / "page.html").write_text('{% import "ui/components.html" as ui %}' + source)
        return Pages({"room": tmp_path}, ASSETS, CATALOGUES).render(
            "room/page.html", language=language, **values
        )

    return render


class Reading(HTMLParser):
    """Tags of a page with their attributes, in order; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, wanted: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == wanted]


def test_what_people_wrote_is_text_and_never_markup(say):
    marker = '"><script>x</script>'
    page = say(
        '{{ ui.message("in", name, "09.12", text) }}{{ ui.field("nama", name, name, attrs={"title": name}) }}'
        '{{ _("Petugas: %(name)s", name=name) }}',
        name=marker,
        text=f"a\n{marker}",
    )
    assert "<script>" not in page
    assert "a<br>&#34;&gt;" in page


def test_a_missing_value_is_an_error_and_not_a_blank(say):
    with pytest.raises(UndefinedError):
        say("{{ nothing }}")


def test_a_room_sees_only_registered_templates(say):
    with pytest.raises(TemplateNotFound):
        say('{% include "room/../../../ui/render.py" %}')


def test_macros_speak_the_readers_language(say):
    source = '{{ ui.pager("/1", "/3") }}{{ moment | translated }}'
    assert "Sebelumnya" in say(source, moment="Tutup")
    assert "Previous" in say(source, "en", moment="Tutup")
    assert "Close" in say(source, "en", moment="Tutup")
    assert "Sebelumnya" in say(source, "fr", moment="Tutup")


def test_a_wrong_field_is_tied_to_its_hint_and_error(say):
    html = say(
        '{{ ui.textarea("pesan", "P", "", "petunjuk", "salah") }}{{ ui.field("nama", "N", optional=true) }}'
    )
    wrong, right = Reading(html).all("textarea")[0], Reading(html).all("input")[0]
    assert wrong["aria-describedby"] == "pesan-hint pesan-error"
    assert wrong["aria-invalid"] == "true"
    assert "required" in wrong
    assert "required" not in right
    assert "aria-describedby" not in right
    assert 'id="pesan-hint"' in html
    assert 'id="pesan-error"' in html


def test_the_error_summary_counts_and_leads_to_the_fields(say):
    errors = [{"field": "a", "text": "A"}, {"field": "b", "text": "B"}]
    html = say("{{ ui.error_summary(errors) }}", "en", errors=errors)
    assert "There are 2 things to correct" in html
    assert [link["href"] for link in Reading(html).all("a")] == ["#a", "#b"]
    assert say("{{ ui.error_summary(errors) }}", errors=[]).strip() == ""


def test_the_first_radio_has_the_fields_name_so_that_the_summary_can_lead_there(say):
    options = [{"value": "x", "label": "X", "hint": ""}, {"value": "y", "label": "Y", "hint": "h"}]
    radios = Reading(say('{{ ui.radios("jenis", "Jenis", options, "y") }}', options=options)).all("input")
    assert [radio["id"] for radio in radios] == ["jenis", "jenis-y"]
    assert ["checked" in radio for radio in radios] == [False, True]


def test_a_citizens_page_needs_no_script_and_keeps_its_style_behind_the_nonce():
    page = PAGES.render("ui/portal_base.html", language="id", csp_nonce="n0nce", shell=PORTAL)
    reading = Reading(page)
    assert reading.all("script") == []
    assert reading.all("style") == [{"nonce": "n0nce"}]
    assert "tel:119" in page
    assert 'href="?nomor=1&amp;lang=en"' in page
    assert [link["rel"] for link in reading.all("link")] == ["icon"]


def test_a_desk_page_loads_scripts_only_from_its_own_address():
    page = PAGES.render("ui/desk_base.html", language="en", shell=DESK, csrf_token="t\"k'")
    reading = Reading(page)
    assert all(str(script["src"]).startswith("/s/") for script in reading.all("script"))
    assert len(reading.all("script")) == 1
    assert "Sign out" in page
    posting = [form for form in reading.all("form") if form.get("method") == "post"]
    assert len(posting) == page.count('name="_csrf_token"') == 2
    assert reading.all("body")[0]["data-csrf"] == "t\"k'"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_on_the_page(theme: str):
    page = PAGES.render("ui/portal_base.html", language="id", shell=PORTAL, theme=theme)
    assert Reading(page).all("html")[0]["data-theme"] == theme


@pytest.mark.parametrize(
    ("status", "language", "said"),
    [
        (404, "id", "Halaman tidak ditemukan"),
        (403, "en", "This page is not for you"),
        (418, "en", "Something went wrong on our side"),
    ],
)
def test_an_error_says_what_to_do_and_gives_a_number(status: int, language: str, said: str):
    shell = PlainShell(office=OFFICE, languages=language_links("/x", language))
    page = PAGES.render(
        "ui/error.html",
        language=language,
        shell=shell,
        back_href="/meja",
        back_label="Meja",
        reference="8F3K",
        **state_values(status, language),
    )
    assert said in page
    assert 'href="/meja"' in page
    assert "8F3K" in page
    assert Reading(page).all("html")[0]["lang"] == language


def test_an_icon_with_a_word_says_it_and_nothing_else():
    [drawn] = Reading(str(Icons('<symbol id="x"><path d="M1 1"/></symbol>')("x", 'Kantor "lain"'))).all("svg")
    assert (drawn["role"], drawn["aria-label"]) == ("img", 'Kantor "lain"')
