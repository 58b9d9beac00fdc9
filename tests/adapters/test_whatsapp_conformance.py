"""WhatsApp keeps to what every adapter keeps to."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from helpdesk.channels.contract import Account, Adapter, HookRequest
from helpdesk.channels.model import Identity, MediaRef, OutboundMessage, Template
from integrations.whatsapp.adapter import whatsapp
from support.conformance import (
    AdapterConformance,
    Call,
    CallConformance,
    HealthConformance,
    JsonConformance,
    Subject,
)
from support.whatsapp_script import ACCOUNT, TEXT, TOKEN, with_settings

NUMBER = "6281200000101"
SAMPLES = sorted((Path(__file__).parent / "samples" / "whatsapp").glob("*.json"))


def signed(body: bytes, account: Account) -> HookRequest:
    digest = hmac.new(account.settings.app_secret.encode(), body, hashlib.sha256).hexdigest()
    return HookRequest(headers={"x-hub-signature-256": f"sha256={digest}"}, query={}, body=body)


async def send_text(adapter: Adapter, account: Account) -> object:
    assert adapter.sender
    recipient = Identity(scheme="phone", value=f"+{NUMBER}")
    return await adapter.sender.send(OutboundMessage(id=UUID(int=1), recipient=recipient, text=TEXT), account)


async def send_template(adapter: Adapter, account: Account) -> object:
    assert adapter.sender
    recipient = Identity(scheme="wa_user", value="ID.1")
    template = Template(name="case_update", language="id", variables=(TEXT,))
    message = OutboundMessage(id=UUID(int=1), recipient=recipient, template=template)
    return await adapter.sender.send(message, account)


async def fetch(adapter: Adapter, account: Account) -> object:
    assert adapter.media
    return await adapter.media.fetch(MediaRef(remote_id="1", kind="image"), account, limit=1000)


async def list_templates(adapter: Adapter, account: Account) -> object:
    assert adapter.templates
    return await adapter.templates.templates(account)


class TestWhatsApp(AdapterConformance, JsonConformance, CallConformance, HealthConformance):
    subject: ClassVar[Subject] = Subject(
        make=whatsapp,
        account=ACCOUNT,
        hidden=(TOKEN, TEXT, NUMBER, "rahasia-aplikasi", "token-verifikasi"),
        calls=(
            Call(name="send a text", run=send_text, changes=True),
            Call(name="send a template", run=send_template, changes=True),
            Call(name="fetch a file", run=fetch, changes=False),
            Call(name="list templates", run=list_templates, changes=False),
        ),
        bodies=[json.dumps(json.loads(path.read_text("utf-8"))["body"]).encode() for path in SAMPLES],
        signed=signed,
        without_secret=with_settings(app_secret=""),
    )
