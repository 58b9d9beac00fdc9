"""The list of templates: pages of a scripted Graph API, and the simulator's own."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, CredentialsRejected
from helpdesk.channels.model import RemoteTemplate, TemplateState
from integrations.whatsapp.adapter import whatsapp
from support.odd_remotes import Script
from support.whatsapp_script import ACCOUNT, TOKEN, graph_error, with_settings
from support.whatsapp_stage import Ground, Stage, running
from support.wires import trusted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running(pairs=2) as ground:
        yield ground


async def listed(script: Script, account: Account = ACCOUNT) -> list[RemoteTemplate]:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        source = whatsapp(http).templates
        assert source
        return list(await source.templates(account))


def a_template(name: str, **more: Any) -> dict[str, Any]:
    body = {"type": "BODY", "text": "Kabar {{1}}", "example": {"body_text": [["BTG"]]}}
    fields = {"language": "id", "status": "APPROVED", "category": "UTILITY", "components": [body]}
    return {"id": "1", "name": name, **fields, **more}


async def test_every_page_is_read_with_the_token_and_by_its_cursor() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        cursor = request.url.params.get("after", "")
        paging: dict[str, Any] = {"cursors": {"before": "a", "after": cursor + "x"}}
        if len(seen) < 3:
            paging["next"] = "https://evil.example/steal"
        return httpx2.Response(200, json={"data": [a_template(f"t{len(seen)}")], "paging": paging})

    assert [each.name for each in await listed(script)] == ["t1", "t2", "t3"]
    assert {request.url.host for request in seen} == {"graph.example"}, (
        "addresses in answers are not followed"
    )
    assert [request.url.params.get("after", "") for request in seen] == ["", "x", "xx"]
    assert {request.headers["authorization"] for request in seen} == {f"Bearer {TOKEN}"}
    assert seen[0].url.path == "/v23.0/2/message_templates"


async def test_a_list_that_never_ends_is_an_error() -> None:
    pages = iter(range(1000))

    def script(request: httpx2.Request) -> httpx2.Response:
        cursors = {"after": str(next(pages))}
        return httpx2.Response(200, json={"data": [], "paging": {"cursors": cursors, "next": "https://x"}})

    with pytest.raises(ChannelFailing):
        await listed(script)


@pytest.mark.parametrize(
    ("more", "state", "plain"),
    [
        ({}, TemplateState.APPROVED, True),
        ({"status": "IN_APPEAL"}, TemplateState.PENDING, True),
        ({"status": "REJECTED"}, TemplateState.REJECTED, True),
        ({"status": "PAUSED"}, TemplateState.PAUSED, True),
        ({"status": "PENDING_DELETION"}, TemplateState.DISABLED, True),
        ({"parameter_format": "NAMED"}, TemplateState.APPROVED, False),
        ({"components": [{"type": "HEADER", "format": "IMAGE"}]}, TemplateState.APPROVED, False),
        (
            {"components": [{"type": "HEADER", "format": "TEXT", "text": "Kabar"}]},
            TemplateState.APPROVED,
            True,
        ),
        (
            {"components": [{"type": "HEADER", "format": "TEXT", "text": "{{1}}"}]},
            TemplateState.APPROVED,
            False,
        ),
        (
            {"components": [{"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://x/{{1}}"}]}]},
            TemplateState.APPROVED,
            False,
        ),
        ({"components": [{"type": "CAROUSEL"}]}, TemplateState.APPROVED, False),
    ],
)
async def test_states_and_what_we_could_fill(more: dict[str, Any], state: TemplateState, plain: bool) -> None:
    def script(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, json={"data": [a_template("kabar", **more), {"odd": 1}, 3, a_template("b")]}
        )

    found = await listed(script)
    assert [each.name for each in found] == ["kabar", "b"], "an odd one costs itself only"
    assert (found[0].state, found[0].plain) == (state, plain)


async def test_a_wrong_business_account_is_the_accounts_fault() -> None:
    def script(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(400, json=graph_error(100, 33))

    with pytest.raises(CredentialsRejected):
        await listed(script)


async def test_the_simulator_lists_in_pages_and_in_every_state(ground: Ground) -> None:
    stage: Stage = ground.stage()
    settings = stage.account.settings
    headers = {"authorization": f"Bearer {settings.access_token}"}
    place = f"{settings.api_base}/{settings.waba_id}/message_templates"
    first = (await stage.http.get(f"{place}?limit=5", headers=headers)).json()
    assert len(first["data"]) == 5
    assert base64.urlsafe_b64decode(first["paging"]["cursors"]["after"]) == b"5"
    second = (await stage.http.get(first["paging"]["next"], headers=headers)).json()
    assert first["data"][0] != second["data"][0]
    async with httpx2.AsyncClient(verify=trusted()) as http:
        source = whatsapp(http).templates
        assert source
        found = await source.templates(stage.account)
        states = {each.name: each.state for each in found}
        assert states["visit_reminder"] is TemplateState.PENDING
        assert states["survey_again"] is TemplateState.PAUSED
        assert [each.name for each in found if not each.plain] == ["poster"]
        with pytest.raises(CredentialsRejected):
            await source.templates(with_settings(api_base=settings.api_base))
