"""What is plugged in: every adapter, one line each."""

import time
from collections.abc import Mapping

import httpx2

from helpdesk.channels.accounts import Usual
from helpdesk.channels.contract import Adapter
from helpdesk.channels.inherited import National
from helpdesk.channels.model import ChannelKind
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.lapor.adapter import lapor
from integrations.phone.adapter import phone
from integrations.sms.adapter import sms
from integrations.whatsapp.adapter import whatsapp
from kit.egress import EgressPolicy
from kit.settings import Mode, Settings
from wiring.national import as_texts


def adapters(
    http: httpx2.AsyncClient, base_url: str, policy: EgressPolicy, letter_key: bytes, reader: Reader
) -> dict[ChannelKind, Adapter]:
    """All channels and registers of this release; `base_url` is where remotes reach us.

    `letter_key` names our letters, and `reader` reads those of others.
    """
    letters = email(policy, letter_key, reader)
    known = (whatsapp(http), sms(http, base_url), letters, phone(time.time), lapor(http, time.time))
    return {adapter.kind: adapter for adapter in known}


def usual(settings: Settings, told: Mapping[ChannelKind, National]) -> Usual:
    """What the operator says for everybody; in a demonstration the remotes are simulators, one port above our own."""
    for_all = {kind: as_texts(each) for kind, each in told.items()}
    if settings.mode is Mode.PRODUCTION:
        return for_all
    outside = f"http://localhost:{settings.port + 1}"
    return {
        ChannelKind.WHATSAPP: {"api_base": f"{outside}/whatsapp/v23.0"},
        ChannelKind.SMS: {
            "send_address": f"{outside}/sms/v1/messages",
            "check_address": f"{outside}/sms/v1/balance",
        },
        ChannelKind.LAPOR: {
            **for_all.get(ChannelKind.LAPOR, {}),
            "base_url": f"{outside}/lapor/3.0.0",
            "file_base_url": outside,
        },
    }
