"""Files in two steps and the health of an account, against a scripted Graph API."""

import hashlib
import traceback
from typing import Any

import httpx2
import pytest

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MediaRejected,
)
from helpdesk.channels.model import MediaRef
from integrations.whatsapp.adapter import whatsapp
from support.odd_remotes import Script, answering, failing
from support.whatsapp_script import ACCOUNT, TOKEN, graph_error, with_settings

CONTENT = b"\xff\xd8 a picture"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PLACE = {
    "url": "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
    "mime_type": "image/jpeg",
    "sha256": SHA256,
    "file_size": len(CONTENT),
    "id": "1479537139650973",
}


def media(sha256: str = "") -> MediaRef:
    return MediaRef(remote_id="1479537139650973", kind="image", mime_type="image/png", sha256=sha256)


async def fetching(place: Script, file: Script, limit: int = 1000, ref: MediaRef | None = None) -> Any:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return (place if len(seen) == 1 else file)(request)

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        source = whatsapp(http).media
        assert source
        return await source.fetch(ref or media(), ACCOUNT, limit=limit), seen


def bytes_answer(content: bytes = CONTENT, **headers: str) -> Script:
    return answering(200, content, **headers)


async def test_a_file_is_fetched_in_two_steps_with_the_token_on_both() -> None:
    file, seen = await fetching(
        answering(200, PLACE), bytes_answer(content_type="text/html"), ref=media(SHA256)
    )
    assert (file.content, file.mime_type, file.sha256) == (CONTENT, "image/jpeg", SHA256)
    assert [str(request.url) for request in seen] == [
        "https://graph.example/v23.0/1479537139650973?phone_number_id=106",
        PLACE["url"],
    ]
    assert {request.headers["authorization"] for request in seen} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("place", "file", "error", "remote_code"),
    [
        (answering(400, graph_error(100, 33)), bytes_answer(), MediaRejected, "100.33"),
        (answering(404), bytes_answer(), MediaRejected, "404"),
        (answering(400, graph_error(131052)), bytes_answer(), MediaRejected, "131052"),
        (answering(401, graph_error(190)), bytes_answer(), CredentialsRejected, "190"),
        (answering(500), bytes_answer(), ChannelFailing, "500"),
        (answering(429), bytes_answer(), ChannelThrottled, "429"),
        (answering(400, graph_error(130429)), bytes_answer(), ChannelThrottled, "130429"),
        (answering(200, {}), bytes_answer(), ChannelFailing, "no_url"),
        (answering(200, b"<html>"), bytes_answer(), ChannelFailing, "no_url"),
        (failing(httpx2.ReadTimeout("slow")), bytes_answer(), ChannelFailing, "timeout"),
        (failing(httpx2.ConnectError("no")), bytes_answer(), ChannelUnreachable, "not_sent"),
        (answering(200, PLACE | {"file_size": 1001}), bytes_answer(), MediaRejected, "too_large"),
        (answering(200, PLACE), bytes_answer(b"x" * 1001), MediaRejected, "too_large"),
        (answering(200, PLACE), bytes_answer(CONTENT + b"!"), MediaRejected, "sha256"),
        (answering(200, PLACE | {"sha256": "0" * 64}), bytes_answer(), MediaRejected, "sha256"),
        (answering(200, PLACE), answering(404), MediaRejected, "404"),
        (answering(200, PLACE), answering(403), MediaRejected, "403"),
        (answering(200, PLACE), answering(401), CredentialsRejected, "401"),
        (answering(200, PLACE), answering(503), ChannelFailing, "503"),
        (answering(200, PLACE), failing(httpx2.ReadError("gone")), ChannelFailing, "broken_off"),
        (answering(200, PLACE), answering(302, location="https://evil.example/"), MediaRejected, "302"),
    ],
)
async def test_a_file_that_does_not_come(
    place: Script, file: Script, error: type[ChannelError], remote_code: str
) -> None:
    with pytest.raises(ChannelError) as caught:
        await fetching(place, file)
    assert type(caught.value) is error
    assert caught.value.remote_code == remote_code
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_a_file_other_than_the_webhook_announced_is_refused() -> None:
    with pytest.raises(MediaRejected):
        await fetching(answering(200, PLACE), bytes_answer(), ref=media("1" * 64))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/file",
        "https://lookaside.fbsbx.com.evil.example/file",
        "https://evilfbsbx.com/file",
        "http://lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com:8443/file",
        "https://user@lookaside.fbsbx.com/file",
        "https://graph.example:8443/file",
        "http://graph.example/file",
        "file:///etc/passwd",
        "//lookaside.fbsbx.com/file",
        "http://[::1",
        "",
    ],
)
async def test_the_token_goes_to_no_strange_host(url: str) -> None:
    with pytest.raises(MediaRejected) as caught:
        await fetching(answering(200, PLACE | {"url": url}), failing(AssertionError("nothing may leave")))
    assert caught.value.remote_code == "strange_host"


async def test_a_media_id_cannot_wander_in_the_address() -> None:
    ref = MediaRef(remote_id="../me?fields=x#", kind="image")
    _, seen = await fetching(answering(200, PLACE), bytes_answer(), ref=ref)
    assert str(seen[0].url).startswith("https://graph.example/v23.0/..%2Fme%3Ffields%3Dx%23?")


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (answering(200, {"id": "106", "status": "CONNECTED", "quality_rating": "GREEN"}), ""),
        (answering(200, {"id": "106"}), ""),
        (answering(200, {"id": "106", "status": "FLAGGED"}), ""),
        (answering(200, {"id": "106", "status": "BANNED"}), "account_blocked"),
        (answering(200, b"<html>"), "channel_failing"),
        (answering(401, graph_error(190)), "credentials_rejected"),
        (answering(400, graph_error(100, 33)), "credentials_rejected"),
        (answering(404), "credentials_rejected"),
        (answering(503), "channel_failing"),
        (failing(httpx2.ConnectError("no")), "channel_unreachable"),
        (failing(httpx2.ReadTimeout("slow")), "channel_failing"),
    ],
)
async def test_the_health_of_an_account(script: Script, code: str) -> None:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        probe = whatsapp(http).health
        assert probe
        health = await probe.check(ACCOUNT)
    assert (health.ok, health.code) == (not code, code)
    assert bool(health.advice) == bool(code)


async def test_an_account_without_a_secret_is_not_well() -> None:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answering(200, {"id": "106"}))) as http:
        probe = whatsapp(http).health
        assert probe
        assert not (await probe.check(with_settings(app_secret=""))).ok
