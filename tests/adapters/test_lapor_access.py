"""A token that is fetched with client credentials lets calls in, over HTTP; and an account keeps its own pace."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from litestar import Litestar

from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.errors import ChannelFailing, ChannelThrottled, CredentialsRejected
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filing
from integrations.lapor import access
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client
from support.whatsapp_stage import served

AGENCY = SimulatedAgency(
    institution_id=151, name="Dinas", auth_value="Bearer kanari-rahasia-klien", token_value="{KANARI}"
)
FILING = Filing(
    local_ref="BTG-1", title="Antrean", content="Antrean", incident_on=date(2026, 11, 20), kind="complaint"
)


class Stage:
    """A running LAPOR and an account that fetches tokens there."""

    def __init__(self, http: httpx2.AsyncClient, base: str) -> None:
        self.http, self.base = http, base
        self.adapter: Adapter = lapor(http)

    def account(self, **changes: Any) -> Account:
        """The account, changed so."""
        given: dict[str, Any] = {
            "auth_value": "kanari-rahasia-klien",
            "token_value": "{KANARI}",
            "user_id": 7,
            "disposition_id": 151,
            "category_id": 88,
            "base_url": f"{self.base}/3.0.0",
            "token_provider": "oauth2",
            "grant_url": f"{self.base}/token",
            "client_id": "151",
        }
        settings = LaporSettings(**{**given, **changes})
        return Account(id=UUID(int=1), kind=ChannelKind.LAPOR, address="151", settings=settings)

    async def file(self, **changes: Any) -> str:
        """File once; answers the number."""
        assert self.adapter.register
        return (await self.adapter.register.file(FILING, self.account(**changes))).remote_id

    async def calls(self) -> dict[str, int]:
        """How often each call came."""
        return dict((await self.http.get(f"{self.base}/ledger.json")).json()["calls"])


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    app = Litestar([simulator(lambda: datetime.now(UTC), [AGENCY])], openapi_config=None, logging_config=None)
    async with served(app) as base, outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        yield Stage(http, f"{base}/lapor")


async def test_one_token_serves_many_calls(stage: Stage) -> None:
    assert await stage.file() != await stage.file()
    assert await stage.calls() == {"token": 1, "create": 2}


async def test_a_token_that_ended_early_is_fetched_anew_and_nothing_is_filed_twice(stage: Stage) -> None:
    await stage.file()
    await stage.http.delete(f"{stage.base}/control/tokens")
    with pytest.raises(ChannelFailing) as failed:
        await stage.file()
    assert failed.value.retryable, "a refused call was not filed"
    await stage.file()
    assert (await stage.calls())["token"] == 2
    assert (await stage.http.get(f"{stage.base}/ledger.json")).json()["filed"] == 2


@pytest.mark.parametrize("changes", [{"auth_value": "salah-rahasia"}, {"client_id": "152"}])
async def test_a_wrong_secret_is_told_as_such_and_stands_in_no_error(
    stage: Stage, changes: dict[str, str]
) -> None:
    with pytest.raises(CredentialsRejected) as refused:
        await stage.file(**changes)
    assert "rahasia" not in repr(refused.value) and refused.value.__context__ is None
    assert "create" not in await stage.calls()


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={"access_token": "baris\nbaru"}),
        httpx2.Response(200, json={}),
    ],
)
async def test_a_token_server_that_fails_is_asked_again_and_leaves_nothing_unknown(
    answer: httpx2.Response,
) -> None:
    asked = []

    def script(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return answer

    stage = Stage(httpx2.AsyncClient(transport=httpx2.MockTransport(script)), "https://lapor.example/x")
    with pytest.raises(ChannelFailing):
        await stage.file(client_id=f"c{answer.status_code}{len(answer.text)}")
    assert asked == ["/x/token"], "nothing was filed"


async def test_more_calls_than_the_account_may_make_wait_or_come_back_later(stage: Stage) -> None:
    account = stage.account(most_per_minute=1, client_id="lambat", token_provider="static")
    for _ in range(30):
        await access.take_turn(account.settings)
    with pytest.raises(ChannelThrottled) as early:
        await access.take_turn(account.settings)
    assert early.value.retryable and (early.value.retry_after or 0) > 0
    other = stage.account(most_per_minute=1, client_id="lain", token_provider="static")
    await access.take_turn(other.settings)


@pytest.mark.parametrize(
    "changes",
    [{"grant_url": ""}, {"grant_url": "ftp://x"}, {"client_id": ""}, {"most_per_minute": 0}],
)
def test_what_can_never_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        Stage(httpx2.AsyncClient(), "https://lapor.example").account(**changes)
