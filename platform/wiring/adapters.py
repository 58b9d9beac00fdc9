"""What is plugged in: every adapter, one line each."""

import httpx2

from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind
from integrations.lapor.adapter import lapor
from integrations.whatsapp.adapter import whatsapp


def adapters(http: httpx2.AsyncClient) -> dict[ChannelKind, Adapter]:
    """All channels and registers of this release."""
    return {adapter.kind: adapter for adapter in (whatsapp(http), lapor(http))}
