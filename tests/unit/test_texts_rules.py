"""Automatic texts: what is usual, and what an office may say instead."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.texts.naming import FIXED, FORMS, GROUPS, MEANINGS, NAMES
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.texts import asked, catalogue, in_talks, rules, to_citizens, to_colleagues
from helpdesk.texts.model import Form, Text
from helpdesk.texts.to_citizens import ACKNOWLEDGED
from integrations.whatsapp.adapter import TEMPLATE_CHARACTERS
from kit.errors import Invalid
from kit.sms_parts import counted
from ui.i18n import LANGUAGES
from wiring.seed_texts import OWN_TEXTS

SAMPLE = {
    "number": "BTG-7K4Q-29XM-C",
    "original": "BTG-7K4Q-29XM-D",
    "pin": "123456",
    "link": "https://aduan.dinkes.batangkab.go.id/t/batang/track",
    "portal": "https://aduan.dinkes.batangkab.go.id/t/batang/",
    "office": "Dinas Kesehatan Provinsi Jawa Tengah",
    "tracking": "10234567",
    "where": "https://www.lapor.go.id",
    "owner": "BPJS Kesehatan (telepon 165)",
    "until": "30 November 2026, 16.00 WIB",
    "kinds": "1. Pengaduan\n2. Konsultasi",
    "kind": "Pengaduan",
    "places": "1. Puskesmas Bandar I\n2. Puskesmas Bandar II",
    "state": "Tidak dilanjutkan",
    "received": "30 November 2026, 16.00 WIB",
    "minutes": "60",
    "unit": "Puskesmas Bandar I",
    "due": "30 November 2026, 16.00 WIB",
    "count": "3",
    "cases": "BTG-7K4Q-29XM-C – Verifikasi, tenggat 30 November 2026",
    "round": "II",
    "ends": "16.00 WIB",
    "checked": "3",
    "lines": "7",
}
EVERY = tuple(catalogue.BY_KEY.values())
CHANGEABLE = [text for text in EVERY if text.fixed is None]
USUAL = [
    (text, form, language)
    for text in EVERY
    for form in text.forms
    if form is not Form.SUBJECT
    for language in LANGUAGES
]
WITH_PIN = [to_citizens.ACKNOWLEDGED, to_citizens.JOINED]
_SHORT = [text for text in EVERY if text.short]


def _named(value: object) -> str:
    return value.key if isinstance(value, Text) else str(value)


def refused(text: Text, form: Form, typed: str, **more: int) -> dict[str, object]:
    """The code, and what it is about."""
    with pytest.raises(Invalid) as caught:
        rules.checked(text, form, typed, SAMPLE, **more)
    details = dict(caught.value.details)
    return {"code": details.pop("fields")["text"], **details}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("text", _SHORT, ids=_named)
def test_a_short_text_is_one_sms(text: Text, language: str) -> None:
    told = rules.said({}, text, language, "sms", **SAMPLE)
    count = counted(told)
    assert not count.wide, told
    assert count.parts == (2 if text is to_colleagues.COLLEAGUE_WROTE else 1), f"{len(told)}: {told}"


def test_other_channels_keep_the_long_text() -> None:
    long = rules.said({}, to_citizens.ACKNOWLEDGED, "id", "whatsapp", **SAMPLE)
    for channel in ("email", "portal", "relay", ""):
        assert rules.said({}, to_citizens.ACKNOWLEDGED, "id", channel, **SAMPLE) == long
    assert rules.said({}, to_citizens.ACKNOWLEDGED, "id", "sms", **SAMPLE) != long


@pytest.mark.parametrize(("text", "form", "language"), USUAL, ids=_named)
def test_what_is_usual_would_be_taken_as_own_words_too(text: Text, form: Form, language: str) -> None:
    usual = rules.usual(text, form, language)
    assert rules.checked(text, form, rules.shown(usual), SAMPLE) == usual
    assert len(rules.filled(usual, SAMPLE)) <= rules.LONGEST[Form.MESSAGE]


def test_every_text_has_a_key_of_its_own_a_name_and_words_for_all_that_stands_in_it() -> None:
    modules = (asked, in_talks, to_citizens, to_colleagues)
    written = [each for module in modules for each in vars(module).values() if isinstance(each, Text)]
    assert {each.key for each in written} == set(catalogue.BY_KEY) == set(NAMES)
    assert len(written) == len(catalogue.BY_KEY)
    assert set(GROUPS) == set(catalogue.Group)
    assert set(FORMS) == set(Form)
    assert {text.fixed for text in EVERY} - {None} == set(FIXED)
    assert {name for text in EVERY for name in text.variables} == set(MEANINGS) == set(rules.SHOWN)
    assert len(set(rules.SHOWN.values())) == len(rules.SHOWN)


@pytest.mark.parametrize("text", EVERY, ids=_named)
def test_only_what_is_put_in_at_that_place_may_be_written(text: Text) -> None:
    """Who tells a text gives what stands in it, and a report's number and link with all news of reports."""
    given_there = set(re.findall(r"\{(\w+)\}", text.usual + text.short))
    given_there |= {"number", "link"} if text in to_citizens.NEWS else set()
    assert set(text.variables) <= given_there
    assert set(text.needs) <= set(text.variables)


def test_the_pin_goes_where_number_and_pin_are_told_and_nowhere_else() -> None:
    for text in CHANGEABLE:
        for form in text.forms:
            may = text in WITH_PIN and form is not Form.SUBJECT
            assert ("pin" in rules.variables_of(text, form)) is may, (text.key, form)
    assert refused(to_citizens.REOPENED, Form.MESSAGE, "{nomor} {pin}")["code"] == "unknown_variable"
    assert refused(to_citizens.ACKNOWLEDGED, Form.SUBJECT, "{pin}")["code"] == "unknown_variable"
    assert refused(to_citizens.REOPENED, Form.MESSAGE, f"{{nomor}} {PIN_PLACE}")["code"] == "signs"


def test_words_that_came_behind_our_back_put_no_pin_where_none_goes() -> None:
    own = {("reopened", Form.MESSAGE, "id"): "{number} {pin}", ("danger", Form.MESSAGE, "id"): "Tenang saja."}
    told = rules.said(own, to_citizens.REOPENED, "id", **SAMPLE | {"pin": ""})
    assert PIN_PLACE not in told
    assert rules.said(own, to_citizens.DANGER, "id") == to_citizens.DANGER.usual
    assert not rules.holds(to_citizens.REOPENED, Form.MESSAGE, "{number} {pin}")
    assert not rules.holds(to_citizens.REOPENED, Form.MESSAGE, f"{{number}} {PIN_PLACE}")
    assert not rules.holds(to_citizens.DANGER, Form.MESSAGE, "119")
    assert not rules.holds(to_citizens.ANSWERED, Form.MESSAGE, "{number}"), "its link is gone"
    assert rules.holds(to_citizens.ANSWERED, Form.MESSAGE, "{number} {link}")


def test_own_words_are_said_in_their_form_and_language_only() -> None:
    own = {
        ("reopened", Form.MESSAGE, "id"): "{number} dibuka, pantau {link}",
        ("reopened", Form.SUBJECT, "en"): "Report {number}",
    }
    said = rules.said(own, to_citizens.REOPENED, "id", "whatsapp", **SAMPLE)
    assert said == f"{SAMPLE['number']} dibuka, pantau {SAMPLE['link']}"
    for language, channel in (("en", "whatsapp"), ("id", "sms"), ("en", "sms")):
        usual = rules.said({}, to_citizens.REOPENED, language, channel, **SAMPLE)
        assert rules.said(own, to_citizens.REOPENED, language, channel, **SAMPLE) == usual
    assert rules.subject(own, to_citizens.REOPENED, "en", **SAMPLE) == f"Report {SAMPLE['number']}"
    assert rules.subject(own, to_citizens.REOPENED, "id", **SAMPLE) == ""


def test_what_cannot_be_put_in_leaves_the_usual_text() -> None:
    own = {("reopened", Form.MESSAGE, "id"): "{number} dibuka, pantau {link}"}
    told = rules.said(own, to_citizens.REOPENED, "id", number="BTG-1")
    assert told == "Laporan BTG-1 kami buka kembali. Petugas akan menindaklanjuti."


ACK = "Nomor {nomor}, PIN {pin}, {tautan}. Darurat 119."


@pytest.mark.parametrize(
    ("text", "form", "typed", "found"),
    [
        (to_citizens.REOPENED, Form.MESSAGE, " \r\n ", {"code": "required"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} \x00", {"code": "signs"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} \u202egnilab", {"code": "signs"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor}\u2028a", {"code": "signs"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} {", {"code": "brace"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor}}", {"code": "brace"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{{nomor}}", {"code": "brace"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} %(nomor)s", {"code": "percent"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} %s", {"code": "percent"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} 100%%", {"code": "percent"}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor} {nama} {}", {"code": "unknown_variable", "names": ("nama", "")}),
        (to_citizens.REOPENED, Form.MESSAGE, "{number}", {"code": "unknown_variable", "names": ("number",)}),
        (ACKNOWLEDGED, Form.SMS, "{tautan} 119", {"code": "missing_variable", "names": ("nomor", "pin")}),
        (ACKNOWLEDGED, Form.MESSAGE, ACK.replace("119", "1190"), {"code": "missing_word", "names": ("119",)}),
        (in_talks.NAME, Form.MESSAGE, "Boleh? 1 ya", {"code": "missing_word", "names": ("2",)}),
        (to_citizens.ANSWERED, Form.SUBJECT, "Laporan\nAnda", {"code": "one_line"}),
        (to_citizens.ANSWERED, Form.SUBJECT, "x" * 121, {"code": "too_long", "most": 120, "found": 121}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor}" + "x" * 886, {"code": "too_long", "most": 900, "found": 901}),
        (to_citizens.REOPENED, Form.MESSAGE, "{nomor}" + "x" * 2000, {"code": "too_long", "most": 2000, "found": 2007}),
        (to_citizens.REOPENED, Form.SMS, "{nomor}" + "x" * 445, {"code": "too_many_parts", "most": 3, "found": 4}),
        (to_citizens.REOPENED, Form.SMS, "{nomor}–" + "x" * 186, {"code": "too_many_parts", "most": 3, "found": 4}),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(text: Text, form: Form, typed: str, found: dict[str, object]) -> None:
    assert refused(text, form, typed) == found


def test_a_gateway_that_takes_less_makes_the_limit() -> None:
    typed = "{nomor}" + "x" * 146
    assert refused(to_citizens.REOPENED, Form.SMS, typed, most_parts=1)["code"] == "too_many_parts"
    assert rules.checked(to_citizens.REOPENED, Form.SMS, typed, SAMPLE, most_parts=2)


def test_what_people_write_is_kept_as_they_wrote_it() -> None:
    typed = "  Halo 🏥👩\u200d⚕️,\tlaporan {nomor} 100% kami buka.  \r\n\r\nSalam & <b>doa</b> \\{nomor}  "
    kept = rules.checked(to_citizens.REOPENED, Form.MESSAGE, typed, SAMPLE)
    assert kept == "Halo 🏥👩\u200d⚕️, laporan {number} 100% kami buka.\n\nSalam & <b>doa</b> \\{number}"
    assert rules.shown(kept) == kept.replace("{number}", "{nomor}")


def test_what_offices_of_the_demonstration_say_fits_its_place() -> None:
    for own in OWN_TEXTS.values():
        for (key, form, _), words in own.items():
            assert rules.checked(catalogue.BY_KEY[key], form, rules.shown(words), SAMPLE) == words


def test_a_message_goes_into_the_template_for_news_too() -> None:
    assert rules.LONGEST[Form.MESSAGE] <= TEMPLATE_CHARACTERS


BITS = st.sampled_from(
    ["{nomor}", "{tautan}", "{pin}", "{", "}", "%", "%s", "119", "\n", " ", "\\", PIN_PLACE, "{nomor.x}", "a"]
)
WORDS = st.lists(st.one_of(BITS, st.text(max_size=8))).map("".join)


@given(
    typed=WORDS,
    text=st.sampled_from(CHANGEABLE),
    form=st.sampled_from(Form),
    values=st.fixed_dictionaries({name: st.text(min_size=1) for name in rules.SHOWN}),
)
def test_whatever_is_typed_is_refused_or_said_as_it_stands(
    typed: str, text: Text, form: Form, values: dict[str, str]
) -> None:
    """What is put in is put in once, and nothing but the variables of the text is."""
    if form not in text.forms:
        return
    try:
        kept = rules.checked(text, form, typed, SAMPLE)
    except Invalid:
        return
    assert rules.holds(text, form, kept)
    parts = re.split(r"\{(\w+)\}", kept)
    names = parts[1::2]
    assert set(text.needs if form is not Form.SUBJECT else ()) <= set(names) <= set(text.variables)
    put_in = [PIN_PLACE if name == "pin" else values[name] for name in names]
    wanted = "".join(a + b for a, b in zip(parts[::2], [*put_in, ""], strict=True))
    own = {(text.key, form, "id"): kept}
    channel = "sms" if form is Form.SMS else "whatsapp"
    told = (
        rules.subject(own, text, "id", **values)
        if form is Form.SUBJECT
        else rules.said(own, text, "id", channel, **values)
    )
    assert told == wanted


@given(
    st.sampled_from(["{nomor%s}", "{%snomor}"]),
    st.sampled_from([".__class__", "[0]", "!r", ":>99999999", ".a", "!s:{nomor}", "0", " "]),
)
def test_a_variable_is_a_name_and_nothing_more(pattern: str, more: str) -> None:
    code = refused(to_citizens.REOPENED, Form.MESSAGE, f"{{nomor}} {pattern % more}")["code"]
    assert code in ("unknown_variable", "brace")
