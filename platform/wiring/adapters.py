"""What is plugged in: every adapter, one line each."""

import httpx2

from helpdesk.channels.accounts import Usual
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind
from integrations.lapor.adapter import lapor
from integrations.whatsapp.adapter import whatsapp
from kit.settings import Mode, Settings


def adapters(http: httpx2.AsyncClient) -> dict[ChannelKind, Adapter]:
    """All channels and registers of this release."""
    return {adapter.kind: adapter for adapter in (whatsapp(http), lapor(http))}


def usual(settings: Settings) -> Usual:
    """In a demonstration the remotes are simulators, one port above our own."""
    if settings.mode is Mode.PRODUCTION:
        return {}
    return {ChannelKind.WHATSAPP: {"api_base": f"http://localhost:{settings.port + 1}/whatsapp/v23.0"}}
