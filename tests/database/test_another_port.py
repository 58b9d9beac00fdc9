"""A demonstration that starts on another port finds its simulators again, and touches nothing that is not one."""

from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from integrations.sms.adapter import sms
from integrations.sms.settings import SmsSettings
from kit.sealing import Sealer
from kit.settings import Settings
from support.odd_remotes import nobody, scripted
from support.world import World
from tenants.doors import tenant_scope
from wiring.seed_accounts import find_simulators_again

_ADDRESSES = (
    "SELECT name, settings ->> 'send_address' AS send, settings ->> 'check_address' AS look FROM account"
    " WHERE tenant_id = $1 AND kind = 'sms' AND address <> '' ORDER BY name"
)


@pytest.mark.parametrize("port", [8000, 9000])
async def test_each_account_finds_its_own_remote(world: World, database_urls: Settings, port: int) -> None:
    book = AccountBook({ChannelKind.SMS: sms(scripted(nobody))}, Sealer([b"s" * 32]))
    known: dict[str, dict[str, Any]] = {
        "gateway": {
            "send_address": "http://localhost:8001/sms/v1/messages",
            "check_address": "http://localhost:8001/sms/v1/balance",
        },
        "theirs": {"send_address": "https://gateway.example/sms/v1/messages"},
        "twilio": {"provider": "twilio", "send_address": "http://localhost:8001/sms/2010-04-01"},
    }
    runtime: Any = SimpleNamespace(settings=replace(database_urls, port=port))
    async with tenant_scope(world.district.id) as scope:
        for place, (name, settings) in enumerate(known.items()):
            made = SmsSettings(sender=f"+62855000000{place}", **settings)
            await book.add(scope, ChannelKind.SMS, name, made.sender, made)
        await find_simulators_again(scope, runtime)
    outside = f"http://localhost:{port + 1}/sms"
    assert [tuple(row.values()) for row in await world.district.rows(_ADDRESSES)] == [
        ("gateway", f"{outside}/v1/messages", f"{outside}/v1/balance"),
        ("theirs", "https://gateway.example/sms/v1/messages", ""),
        ("twilio", f"{outside}/2010-04-01", ""),
    ]
