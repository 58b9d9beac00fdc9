"""What we ask Meta to send: the exact request bodies, and what we refuse to ask."""

import json
from typing import Any
from uuid import UUID

import pytest

from helpdesk.channels.errors import MessageRejected, NotSupported
from helpdesk.channels.model import Identity, OutboundMessage, Template, Touch
from integrations.whatsapp.render import request_body

ID = UUID("0190a0c0-0000-7000-8000-000000000001")
NUMBER = Identity(scheme="phone", value="+6281200000101")
HIDDEN = Identity(scheme="wa_user", value="ID.13491208655302741918")

HEAD = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
    "biz_opaque_callback_data": str(ID),
}


def template(*variables: str) -> Template:
    return Template(name="case_received", language="id", variables=variables)


def rendered(**parts: Any) -> Any:
    return json.loads(request_body(OutboundMessage(id=ID, **{"recipient": NUMBER, **parts})))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"text": "Halo 😀\nbaris dua"},
            {
                "to": "6281200000101",
                "type": "text",
                "text": {"preview_url": False, "body": "Halo 😀\nbaris dua"},
            },
        ),
        (
            {"text": "Halo", "recipient": HIDDEN, "reply_to": "wamid.X"},
            {
                "recipient": "ID.13491208655302741918",
                "type": "text",
                "text": {"preview_url": False, "body": "Halo"},
                "context": {"message_id": "wamid.X"},
            },
        ),
        (
            {"template": template(), "text": "unused"},
            {
                "to": "6281200000101",
                "type": "template",
                "template": {"name": "case_received", "language": {"code": "id"}},
            },
        ),
        (
            {"template": template("BTG-7K4Q-29XM-C", " a\n\tb     c ", "")},
            {
                "to": "6281200000101",
                "type": "template",
                "template": {
                    "name": "case_received",
                    "language": {"code": "id"},
                    "components": [
                        {
                            "type": "body",
                            "parameters": [
                                {"type": "text", "text": "BTG-7K4Q-29XM-C"},
                                {"type": "text", "text": "a b c"},
                                {"type": "text", "text": "-"},
                            ],
                        }
                    ],
                },
            },
        ),
    ],
    ids=["text", "hidden number and reply", "template", "variables"],
)
def test_a_message_becomes_this_request(parts: dict[str, Any], expected: dict[str, Any]) -> None:
    assert rendered(**parts) == HEAD | expected


def test_the_longest_text_is_taken_and_a_longer_one_is_not() -> None:
    assert len(rendered(text="x" * 4096)["text"]["body"]) == 4096
    with pytest.raises(MessageRejected):
        rendered(text="x" * 4097)


def test_a_template_never_loses_words_in_silence() -> None:
    assert rendered(template=template("x" * 1024))
    with pytest.raises(MessageRejected):
        rendered(template=template("x" * 1025))


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_is_not_sent(text: str) -> None:
    with pytest.raises(MessageRejected):
        rendered(text=text)


def test_only_numbers_and_user_ids_can_be_written_to() -> None:
    with pytest.raises(NotSupported):
        rendered(text="x", recipient=Identity(scheme="email", value="siti@example.org"))


@pytest.mark.parametrize("emoji", ["❤️", ""])
def test_a_reaction_names_its_message_and_an_empty_one_takes_it_back(emoji: str) -> None:
    asked = rendered(touch=Touch(message_id="wamid.A", emoji=emoji), reply_to="wamid.B")
    wanted = {"message_id": "wamid.A", "emoji": emoji}
    assert asked == {**HEAD, "to": "6281200000101", "type": "reaction", "reaction": wanted}
    with pytest.raises(MessageRejected):
        rendered(touch=Touch(message_id="", emoji=emoji))
