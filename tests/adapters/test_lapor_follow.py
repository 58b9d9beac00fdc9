"""Reading LAPOR page by page, and asking whether it is there at all."""

import socket
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, ChannelUnreachable
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import RemoteCase
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from kit.egress import EgressPolicy
from kit.http import outside_client

STATUS = {"results": {"data": {"status_name": "Dalam Proses"}, "data_logs": []}}

Script = Callable[[httpx2.Request], httpx2.Response]


def account(base_url: str = "https://lapor.example/lapor/3.0.0") -> Account:
    settings = LaporSettings(
        auth_value="a",
        token_value="b",
        user_id=7,
        disposition_id=151,
        category_id=88,
        base_url=base_url,
        pages_max=5,
    )
    return Account(id=UUID(int=1), kind=ChannelKind.LAPOR, address="151", settings=settings)


async def follow_with(script: Script) -> RemoteCase:
    register = lapor(httpx2.AsyncClient(transport=httpx2.MockTransport(script))).register
    assert register
    return await register.follow("9100123", account())


def always(status: int, **parts: Any) -> Script:
    return lambda request: httpx2.Response(status, **parts)


def nobody(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused")


def paged(pages: Callable[[int], list[object]], seen: list[httpx2.Request]) -> Script:
    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        if request.url.path.endswith("/complaint"):
            return httpx2.Response(200, json=STATUS)
        items = pages(int(request.url.params["page"]))
        elsewhere = "https://elsewhere.example/steal?page=2"
        return httpx2.Response(200, json={"results": {"data": items, "next_page_url": elsewhere}})

    return script


async def test_pages_are_asked_for_at_our_address_whatever_the_remote_names() -> None:
    seen: list[httpx2.Request] = []
    pages: dict[int, list[object]] = {1: [{"content": "a"}], 2: [{"content": "b"}], 3: [{"content": "c"}]}
    case = await follow_with(paged(lambda number: pages.get(number, []), seen))
    assert [entry.text for entry in case.entries] == ["a", "b", "c"]
    assert len(seen) == 6, "the status, three pages, and two empty ones"
    assert {request.url.host for request in seen} == {"lapor.example"}


async def test_a_page_that_repeats_for_ever_ends_the_reading() -> None:
    seen: list[httpx2.Request] = []
    case = await follow_with(paged(lambda number: [{"content": "a"}], seen))
    assert (len(case.entries), len(seen)) == (1, 3)


async def test_more_pages_than_we_read_are_told_not_hidden() -> None:
    seen: list[httpx2.Request] = []
    with pytest.raises(ChannelFailing) as failure:
        await follow_with(paged(lambda number: [{"content": f"isi {number}"}], seen))
    assert (failure.value.remote_code, len(seen)) == ("too_many_pages", 6)


@pytest.mark.parametrize(
    ("script", "ok", "code"),
    [
        (always(200, json={"results": {"data": [{"id": 151, "name": "Kemenkes"}]}}), True, ""),
        (always(401), False, "credentials_rejected"),
        (always(500), False, "channel_failing"),
        (always(200, content=b"<html>"), False, "channel_failing"),
        (nobody, False, "channel_unreachable"),
    ],
)
async def test_health_is_one_harmless_question(script: Script, ok: bool, code: str) -> None:
    seen: list[httpx2.Request] = []

    def watched(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return script(request)

    probe = lapor(httpx2.AsyncClient(transport=httpx2.MockTransport(watched))).health
    assert probe
    health = await probe.check(account())
    assert (health.ok, health.code, bool(health.advice)) == (ok, code, not ok)
    assert [(request.method, request.url.path) for request in seen] == [
        ("GET", "/lapor/3.0.0/masters/institutions/external")
    ]


async def test_a_lapor_that_is_not_there_was_surely_not_asked() -> None:
    with socket.socket() as bound:  # bound, not listening: a connection is refused
        bound.bind(("127.0.0.1", 0))
        there = account(f"http://127.0.0.1:{bound.getsockname()[1]}/lapor/3.0.0")
        async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
            register = lapor(http).register
            assert register
            with pytest.raises(ChannelUnreachable):
                await register.answer("9100123", "Sudah.", there)


async def test_an_address_that_the_installation_may_not_reach_was_surely_not_asked() -> None:
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        register = lapor(http).register
        assert register
        with pytest.raises(ChannelUnreachable):
            await register.answer("9100123", "Sudah.", account("https://203.0.113.7/lapor/3.0.0"))
