"""What leaves for LAPOR: our reference, the words the caller chose, the flags, nothing about the citizen."""

from datetime import date
from typing import Any

import msgspec
import pytest

from helpdesk.channels.conduct import Sharing
from helpdesk.channels.errors import MessageRejected
from helpdesk.channels.register import Filing, Reporter
from integrations.lapor import render
from integrations.lapor.settings import AttachmentsFormat, LaporSettings

OFFICE = LaporSettings(auth_value="a", token_value="b", user_id=7, disposition_id=151, category_id=88)
FILING = Filing(
    local_ref="BTG-7K4Q-29XM-C",
    title="Antrean poli gigi",
    content="Nomor antrean selalu habis.",
    incident_on=date(2026, 11, 20),
    kind="complaint",
)


def office(**changes: Any) -> LaporSettings:
    return msgspec.structs.replace(OFFICE, **changes)


def filing(**changes: Any) -> Filing:
    return msgspec.structs.replace(FILING, **changes)


def test_a_filing_has_exactly_these_fields_and_no_reporter() -> None:
    assert msgspec.to_builtins(render.create(FILING, OFFICE)) == {
        "title": "Antrean poli gigi",
        "content": "[Tiket BTG-7K4Q-29XM-C] Antrean poli gigi\n\nNomor antrean selalu habis.",
        "channel": 13,
        "user_id": 7,
        "classification_id": 6,
        "disposition_id": 151,
        "category_id": 88,
        "location_id": 34,
        "date_of_incident": "2026-11-20",
        "tags_raw": "",
        "is_anonymous": False,
        "is_secret": True,
        "is_priority": False,
        "is_new_user_slider": False,
        "is_inbox": True,
        "is_disposisi_slider": True,
        "is_approval": False,
        "priority_program_id": None,
        "community_id": None,
        "copy_externals": None,
        "info_disposition": None,
        "info_attachments": None,
        "attachments": False,
    }


def test_health_is_secret_unless_the_caller_decides_and_anonymous_is_a_flag_of_its_own() -> None:
    assert render.create(FILING, OFFICE).is_secret
    open_one = render.create(filing(secret=False, anonymous=True), OFFICE)
    assert (open_one.is_secret, open_one.is_anonymous) == (False, True)


def test_our_kinds_are_mapped_and_an_unmapped_one_takes_the_default() -> None:
    mapped = office(classification={"information": 3, "aspiration": 1}, classification_default=6)
    kinds = ("information", "aspiration", "complaint", "consultation")
    found = [render.create(filing(kind=kind), mapped).classification_id for kind in kinds]
    assert found == [3, 1, 6, 6]


def test_a_long_text_is_cut_but_the_reference_stays() -> None:
    long = render.create(filing(title="t" * 500, content="x" * 9000), OFFICE)
    assert (len(long.title), len(long.content)) == (150, 4000)
    assert long.content.startswith("[Tiket BTG-7K4Q-29XM-C] ") and long.content.endswith("x…")
    last = render.create(filing(content="x" * 9000), office(content_template="{content}\n({local_ref})"))
    assert len(last.content) == 4000 and last.content.endswith("x…\n(BTG-7K4Q-29XM-C)")


def test_words_that_look_like_a_template_are_left_as_they_are() -> None:
    sent = render.create(filing(content="harga {title} {0} {local_ref.__class__}"), OFFICE)
    assert sent.content.endswith("harga {title} {0} {local_ref.__class__}")


def test_a_case_without_title_takes_its_first_words_and_control_characters_go() -> None:
    sent = render.create(filing(title="", content="Obat\x00 habis\nsejak Senin"), OFFICE)
    assert sent.title == "Obat habis sejak Senin"
    assert "\x00" not in sent.content


@pytest.mark.parametrize(
    ("form", "none", "two"),
    [
        ("json_string", "[]", "[123,456]"),
        ("json_string_dot", False, "[123,456]."),
        ("none_as_false", False, "[123,456]"),
        ("list", [], [123, 456]),
    ],
)
def test_attachments_take_the_shape_the_agencys_interface_wants(
    form: AttachmentsFormat, none: object, two: object
) -> None:
    assert render.attachments((), form) == none
    assert render.attachments((123, 456), form) == two
    assert render.create(FILING, office(attachments_format=form)).attachments == none


def test_an_answer_is_given_in_the_offices_name() -> None:
    assert render.answer("9100123", " Sudah diperiksa. ", OFFICE) == {
        "user_id": "7",
        "institution_from_id": "151",
        "institution_to_id": "151",
        "complaint_id": "9100123",
        "info_disposition": "",
        "template_code": "reply",
        "rating": "0",
        "is_secret": "1",
        "content": "Sudah diperiksa.",
    }
    assert render.answer("9100123", "Sudah.", office(answer_secret=False))["is_secret"] == "0"


def test_an_answer_that_lapor_would_cut_is_not_sent_at_all() -> None:
    assert len(render.answer("9100123", "x" * 1000, OFFICE)["content"]) == 1000
    with pytest.raises(MessageRejected):
        render.answer("9100123", "x" * 1001, OFFICE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "ftp://lapor.go.id"},
        {"base_url": "https://user:sandi@lapor.go.id"},
        {"base_url": "https://lapor.go.id/?a=1"},
        {"headers": {}},
        {"headers": {"Auth orization": "{auth_value}"}},
        {"headers": {"a": "{auth_value}", "A": "{token_value}"}},
        {"headers": {"Host": "{auth_value}"}},
        {"headers": {"a": "kunci-rahasia"}},
        {"headers": {"a": "{auth_value}{token_value}"}},
        {"headers": {"a": "{user_id}"}},
        {"headers": {"a": "B\r\nx: {auth_value}"}},
        {"headers": {"a": "{extra_value}"}},
        {"headers": {"token\r\nx": "{token_value}"}},
        {"content_template": "{content}"},
        {"content_template": "{local_ref}"},
        {"content_max": 10},
        {"paths": {"follow": "/complaints/status"}},
        {"tracking_id_pattern": "(["},
        {"source_tz": "Asia/Batang"},
        {"source_tz": "../../etc/passwd"},
        {"status_map": {"9": "closed"}},
        {"attachments_format": "xml"},
        {"user_id": "tujuh"},
    ],
)
def test_settings_that_can_never_work_are_refused_without_naming_a_key(wrong: dict[str, object]) -> None:
    given = {"auth_value": "kunci-rahasia", "token_value": "{AAAA}", "user_id": 7, "disposition_id": 151}
    with pytest.raises(msgspec.ValidationError) as refusal:
        msgspec.convert({**given, "category_id": 88, **wrong}, LaporSettings)
    assert "kunci-rahasia" not in str(refusal.value) and "{AAAA}" not in str(refusal.value)


def test_an_office_fills_in_five_fields_and_gets_the_national_rest() -> None:
    given = {"auth_value": "a", "token_value": "b", "user_id": 7, "disposition_id": 151, "category_id": 88}
    assert msgspec.convert(given, LaporSettings) == OFFICE


SITI = Reporter(name=" Siti  Rahmawati ", phone="+6281234567890", email="siti@contoh.id")
_SHARED = ("is_new_user_slider", "nameUser", "phoneUser", "emailUser", "user_id")


@pytest.mark.parametrize(
    ("sharing", "changes", "reporter", "found"),
    [
        ("none", {}, SITI, (False, None, None, None, 7)),
        ("name_phone", {}, SITI, (True, "Siti Rahmawati", "+6281234567890", None, None)),
        ("full", {}, SITI, (True, "Siti Rahmawati", "+6281234567890", "siti@contoh.id", None)),
        ("full", {"anonymous": True}, SITI, (False, None, None, None, 7)),
        ("full", {}, None, (False, None, None, None, 7)),
        ("full", {}, Reporter(name=" ", phone="+628"), (False, None, None, None, 7)),
        ("name_phone", {}, Reporter(name="Siti", email="siti@contoh.id"), (False, None, None, None, 7)),
        ("full", {}, Reporter(name="Siti", email="s@contoh.id"), (True, "Siti", None, "s@contoh.id", None)),
    ],
)
def test_of_the_reporter_goes_what_the_account_shares_and_nothing_with_an_unnamed_filing(
    sharing: Sharing, changes: dict[str, Any], reporter: Reporter | None, found: tuple[Any, ...]
) -> None:
    settings = office(share_reporter=sharing)
    body = msgspec.to_builtins(render.create(filing(**changes), settings, reporter=reporter))
    assert tuple(body.get(name) for name in _SHARED) == found
    told = render.prepared(filing(**changes), settings, reporter).reporter
    assert len(told) == sum(name in body for name in _SHARED[1:4]), "and the officer reads which"
