"""The account that asks a scripted Graph API, and that API's errors."""

from typing import Any
from uuid import UUID

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


def with_settings(**changes: str) -> Account:
    """The account with other settings."""
    return msgspec.structs.replace(ACCOUNT, settings=msgspec.structs.replace(ACCOUNT.settings, **changes))


def graph_error(code: Any, subcode: int | None = None) -> dict[str, Any]:
    """The error object of the Graph API, with words that must not travel further."""
    words = {"message": f"(#{code}) {TEXT}", "type": "OAuthException"}
    return {"error": {**words, "code": code, "error_subcode": subcode}}
