"""What the operator says for every office's account at LAPOR, and how offices follow it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import PollPlan
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import ByHandSettings, LaporSettings
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.sealing import Sealer
from kit.settings import Mode, Settings, SettingWrong
from support.world import World
from tenants.doors import tenant_scope
from wiring.adapters import usual
from wiring.national import national

OWN = LaporSettings(auth_value="kunci", token_value="{T}", user_id=7, disposition_id=151, category_id=88)


def _told(folder: Path, **said: Any) -> Settings:
    file = folder / "lapor.json"
    file.write_text(json.dumps(said))
    return Settings(
        mode=Mode.PRODUCTION, data=folder, base_url="https://sahut.example", lapor_defaults=str(file)
    )


def _book(adapter: Adapter, settings: Settings) -> AccountBook:
    told = national(settings)
    return AccountBook({ChannelKind.LAPOR: adapter}, Sealer([b"s" * 32]), usual(settings, told), told)


async def test_an_office_follows_what_is_said_for_everybody_and_keeps_what_it_says_itself(
    world: World, tmp_path: Path
) -> None:
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        adapter, place = lapor(http), world.district
        before = _book(adapter, _told(tmp_path, channel=20))
        own = msgspec.structs.replace(OWN, channel=20, tags="#batang", poll=PollPlan(batch=7))
        async with tenant_scope(place.id) as scope:
            account_id = await before.add(scope, ChannelKind.LAPOR, "LAPOR", "151", own)
            by_hand = await before.add(scope, ChannelKind.LAPOR, "tangan", "", ByHandSettings())
        after = _book(
            adapter,
            _told(
                tmp_path,
                channel=33,
                tags="#nasional",
                poll={"unverified": 1.5, "batch": 50},
                tracking_id_pattern=r"\d{7}",
                classification={"complaint": 4},
            ),
        )
        async with tenant_scope(place.id, read_only=True) as scope:
            found, hand = await after.load(scope, account_id), await after.load(scope, by_hand)
        assert found and isinstance(found.settings, LaporSettings)
        assert hand and isinstance(hand.settings, ByHandSettings)
        settings = found.settings
        assert (settings.channel, settings.tags) == (33, "#batang"), "its own word stays, all else follows"
        assert (settings.poll.unverified, settings.poll.batch, settings.poll.at_once) == (1.5, 7, 2)
        assert (settings.classification, settings.auth_value) == ({"complaint": 4}, "kunci")
        assert hand.settings.tracking_id_pattern == r"\d{7}"
        assert after.usual(ChannelKind.LAPOR)["poll.unverified"] == "1.5", "the form begins with it"
        stored = await place.value(
            "SELECT settings FROM account WHERE tenant_id = $1 AND id = $2", account_id
        )
        assert set(json.loads(stored)) == {"user_id", "disposition_id", "category_id", "tags", "poll"}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"auth_value": "kunci-rahasia"}, "auth_value"),
        ({"disposition_id": 151}, "disposition_id"),
        ({"chanel": 13}, "chanel"),
        ({"poll": {"unverifed": 2}}, "poll.unverifed"),
        ({"poll": {"unverified": -2}}, "poll"),
        ({"tracking_id_pattern": "(["}, "tracking_id_pattern"),
    ],
)
def test_what_cannot_hold_for_everybody_stops_the_start_and_says_why(
    tmp_path: Path, said: dict[str, Any], word: str
) -> None:
    with pytest.raises(SettingWrong) as refused:
        national(_told(tmp_path, **said))
    assert word in str(refused.value) and "kunci-rahasia" not in str(refused.value)


def test_a_file_that_is_none_stops_the_start_and_without_one_the_release_holds(tmp_path: Path) -> None:
    settings = _told(tmp_path)
    assert national(msgspec.structs.replace(settings, lapor_defaults="")) == {}
    (tmp_path / "lapor.json").write_text("[]")
    with pytest.raises(SettingWrong):
        national(settings)
    with pytest.raises(SettingWrong):
        national(msgspec.structs.replace(settings, lapor_defaults=str(tmp_path / "none.json")))
