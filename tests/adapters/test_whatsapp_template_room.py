"""A reply that goes out in a template fits into it."""

import httpx2
import msgspec

from helpdesk.channels.model import Identity, OutboundMessage, Template
from integrations.whatsapp.adapter import whatsapp
from integrations.whatsapp.render import LONGEST_VARIABLE, request_body
from kit.ids import uuid7
from support.wires import trusted

_FILLED = 1024
"""Characters of a template's body with everything filled in (Meta)."""


async def test_the_longest_text_leaves_room_for_the_number_and_the_templates_own_words() -> None:
    async with httpx2.AsyncClient(verify=trusted()) as http:
        most = whatsapp(http).template_characters
    assert most is not None and most <= LONGEST_VARIABLE and most + 100 < _FILLED
    template = Template(name="case_update", language="id", variables=("BTG-0000-0000-0", "x" * most))
    message = OutboundMessage(
        id=uuid7(), recipient=Identity(scheme="phone", value="+628120000000"), text="", template=template
    )
    [body] = msgspec.json.decode(request_body(message))["template"]["components"]
    assert body["parameters"][1]["text"] == "x" * most
