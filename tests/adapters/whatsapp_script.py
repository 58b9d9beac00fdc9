"""A scripted Graph API: answers, failures, and the account that asks."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import msgspec

from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind
from integrations.whatsapp.settings import WhatsAppSettings

TOKEN = "EAAG-sangat-rahasia"
TEXT = "isi pesan yang rahasia"
ACCOUNT = Account(
    id=UUID(int=1),
    kind=ChannelKind.WHATSAPP,
    address="106",
    settings=WhatsAppSettings(
        phone_number_id="106",
        waba_id="2",
        display_number="+6285500000001",
        verify_token="token-verifikasi",
        app_secret="rahasia-aplikasi",
        access_token=TOKEN,
        api_base="https://graph.example/v23.0/",
    ),
)

Script = Callable[[httpx2.Request], httpx2.Response]


def with_settings(**changes: str) -> Account:
    """The account with other settings."""
    return msgspec.structs.replace(ACCOUNT, settings=msgspec.structs.replace(ACCOUNT.settings, **changes))


def answering(status: int, body: object = None, **headers: str) -> Script:
    """Always the same answer; header names with `_` for `-`."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, content=content, headers=named)


def failing(error: Exception) -> Script:
    """A transport that fails instead of answering."""

    def script(_: httpx2.Request) -> httpx2.Response:
        raise error

    return script


def graph_error(code: Any, subcode: int | None = None) -> dict[str, Any]:
    """The error object of the Graph API, with words that must not travel further."""
    words = {"message": f"(#{code}) {TEXT}", "type": "OAuthException"}
    return {"error": {**words, "code": code, "error_subcode": subcode}}
