"""Files on their way to a citizen: uploaded first, then sent by id; the simulator judges them as Meta does."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    CredentialsRejected,
    MediaRejected,
    OutcomeUnknown,
)
from helpdesk.channels.model import Identity, OutboundFile, OutboundMessage
from integrations.whatsapp.adapter import FILE_BYTES, whatsapp
from integrations.whatsapp.simulator.checks import MEDIA_BYTES
from support.odd_remotes import Script
from support.whatsapp_script import ACCOUNT, TOKEN, graph_error
from support.whatsapp_stage import Ground, Stage, running

PDF = b"%PDF-1.7 surat rujukan"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def a_file(
    content: bytes = PDF, mime_type: str = "application/pdf", name: str = "surat rujukan.pdf"
) -> OutboundFile:
    return OutboundFile(stored_id=UUID(int=9), name=name, mime_type=mime_type, content=content)


def a_message(file: OutboundFile) -> OutboundMessage:
    recipient = Identity(scheme="phone", value="+6281200000101")
    return OutboundMessage(id=UUID(int=7), recipient=recipient, file=file)


async def sending(script: Script, file: OutboundFile) -> str:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        sender = whatsapp(http).sender
        assert sender
        return (await sender.send(a_message(file), ACCOUNT)).external_id


class Graph:
    """Notes what it is asked, takes the upload and then the message; or answers otherwise."""

    def __init__(self, upload: httpx2.Response | None = None) -> None:
        self.seen: list[httpx2.Request] = []
        self._upload = upload

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        if request.url.path.endswith("/media"):
            return self._upload or httpx2.Response(200, json={"id": "4711"})
        return httpx2.Response(200, json={"messages": [{"id": "wamid.NEW="}]})


async def test_a_file_is_uploaded_and_then_sent_by_its_id() -> None:
    graph = Graph()
    assert await sending(graph, a_file()) == "wamid.NEW="
    upload, message = graph.seen
    assert str(upload.url) == "https://graph.example/v23.0/106/media"
    assert upload.headers["authorization"] == f"Bearer {TOKEN}"
    assert upload.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert PDF in upload.content
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in upload.content
    body = json.loads(message.content)
    assert (body["type"], body["document"]) == ("document", {"id": "4711", "filename": "surat rujukan.pdf"})
    assert body["biz_opaque_callback_data"] == str(UUID(int=7))


async def test_a_picture_is_sent_as_one() -> None:
    graph = Graph()
    await sending(graph, a_file(PNG, "image/png", "foto.png"))
    body = json.loads(graph.seen[1].content)
    assert (body["type"], body["image"]) == ("image", {"id": "4711"})


async def test_no_name_breaks_out_of_its_header() -> None:
    graph = Graph()
    await sending(graph, a_file(name='a"\r\nX-Other: 1\r\n\r\n.pdf'))
    head = graph.seen[0].content.split(PDF)[0]
    assert b"X-Other:" not in head
    assert b'filename="a___X-Other__1____.pdf"' in head


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx2.Response(400, json=graph_error(131053)), MediaRejected),
        (httpx2.Response(401, json=graph_error(190)), CredentialsRejected),
        (httpx2.Response(500), ChannelFailing),
        (httpx2.Response(200, json={}), ChannelFailing),
        (httpx2.Response(200, content=b"<html>"), ChannelFailing),
    ],
)
async def test_an_upload_that_fails_is_never_an_unknown_outcome(
    answer: httpx2.Response, error: type[ChannelError]
) -> None:
    graph = Graph(answer)
    with pytest.raises(error) as caught:
        await sending(graph, a_file())
    assert not isinstance(caught.value, OutcomeUnknown)
    assert len(graph.seen) == 1, "nothing was sent"


def test_what_the_adapter_offers_is_what_the_simulator_takes() -> None:
    assert {kind: MEDIA_BYTES[kind] for kind in FILE_BYTES} == FILE_BYTES


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running(pairs=4) as ground:
        yield ground


@pytest.fixture
def stage(ground: Ground) -> Stage:
    return ground.stage()


async def _sent(stage: Stage, file: OutboundFile) -> Any:
    await stage.citizen()
    return await stage.send("", number=7, file=file)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_citizens_phone_shows_the_file(stage: Stage) -> None:
    sent = await _sent(stage, a_file())
    await stage.until(lambda: sorted(stage.hook.statuses(sent)) == ["delivered", "sent"])
    line = next(each for each in await stage.chat() if each["id"] == sent)
    assert (line["kind"], line["file_name"]) == ("document", "surat rujukan.pdf")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_kind_of_file_that_meta_does_not_take_is_refused(stage: Stage) -> None:
    with pytest.raises(MediaRejected):
        await _sent(stage, a_file(b"GIF89a", "image/gif", "gerak.gif"))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_picture_that_is_too_large_is_refused(stage: Stage) -> None:
    with pytest.raises(MediaRejected):
        await _sent(stage, a_file(PNG + b"0" * (5 * 1024 * 1024), "image/png", "besar.png"))
