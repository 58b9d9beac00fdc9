"""Settings of every shape are typed as text and read back as they were."""

from typing import Any

import pytest

from admin.channels.typed import leaves, settings_of, texts_of
from helpdesk.channels.conduct import PollPlan
from integrations.email.settings import EmailSettings
from integrations.lapor.settings import LaporSettings, Paths
from integrations.whatsapp.settings import WhatsAppSettings
from kit.errors import Invalid

USUAL: dict[str, Any] = {
    "auth_value": "kunci", "token_value": "{T}", "user_id": 7, "disposition_id": 151, "category_id": 88,
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "headers": {"Apikey": "{auth_value}"},
            "id_paths": ("a.b", "c"),
            "classification": {"complaint": 4, "information": 5},
        },
        {"paths": Paths(create="/complaints/complaint-dinkes"), "poll": PollPlan(unverified=1.5, batch=7)},
        {"answer_secret": False, "status_map": {"Menunggu": "in_process"}, "attachments_format": "list"},
        {"content_template": "{content}\n\n[{local_ref}]", "file_hosts": (".a.id", "b.id")},
    ],
)
def test_what_is_typed_is_what_stood_there(changes: dict[str, Any]) -> None:
    settings = LaporSettings(**{**USUAL, **changes})
    assert settings_of(texts_of(settings), LaporSettings) == settings


@pytest.mark.parametrize("kind", [EmailSettings, WhatsAppSettings])
def test_plain_settings_have_one_field_each(kind: type[Any]) -> None:
    assert [leaf.name for leaf in leaves(kind)] == list(kind.__struct_fields__)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("user_id", "tujuh"),
        ("connect_seconds", "sebentar"),
        ("classification", "complaint 4"),
        ("classification", "complaint = empat"),
        ("answer_secret", "mungkin"),
        ("attachments_format", "xml"),
        ("status_map", "Menunggu = nanti"),
        ("content_template", "tanpa rujukan {content}"),
        ("tracking_id_pattern", "(["),
        ("source_tz", "Asia/Atlantis"),
        ("paths.follow", "/complaints"),
        ("poll.jitter", "0,9"),
        ("poll.at_once", "9"),
        ("headers", "nama kepala = {auth_value}"),
        ("headers", "Apikey"),
        ("title_max", "3"),
    ],
)
def test_what_can_never_work_is_told_beside_its_field(field: str, typed: str) -> None:
    texts = {**texts_of(LaporSettings(**USUAL)), field: typed}
    with pytest.raises(Invalid) as refused:
        settings_of(texts, LaporSettings)
    assert refused.value.details["fields"] == {field: "form"}
