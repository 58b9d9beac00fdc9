"""A bucket that speaks S3 on this machine: checks every signature, and misbehaves when it is told to."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote

from kit.bucket_settings import BucketSettings
from support.ports import a_free_port

ACCESS, SECRET, REGION, NAME = "SAHUTTESTKEY", "rahasia-ember-uji-0123456789", "id-batang-1", "berkas"


class Request(NamedTuple):
    """One request, as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Answer = tuple[int, bytes] | tuple[int, bytes, str]
"""Status, body, and the head's line about which part of the object it is."""


class Bucket:
    """The objects of one bucket, and what is wrong with its server."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.gone = False
        """There is no such bucket any more."""
        self.status = 0
        """What every request is answered instead."""
        self.full_after: int | None = None
        """Objects that it takes before it refuses any more."""
        self.silent = False
        self.cuts_after: int | None = None
        """Bytes of a body after which the connection breaks."""
        self.refused = 0
        """Requests whose signature was wrong."""
        self.asked: list[str] = []
        """Method and key of every request that was let in."""
        self.port = 0
        self._server: asyncio.Server | None = None

    def settings(self, **changes: str) -> BucketSettings:
        """How a client is told of it."""
        told = {
            "bucket": NAME,
            "endpoint": f"http://127.0.0.1:{self.port}",
            "region": REGION,
            "prefix": "",
            "access_key": ACCESS,
            "secret_key": SECRET,
        }
        return BucketSettings(**(told | changes))

    async def open(self) -> None:
        """Listen; again at the same port after `close`."""
        self.port = self.port or a_free_port()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Nobody listens any more."""
        if self._server:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            request = await _read(reader)
            if self.silent:
                await reader.read()  # until the other side has had enough
            await self._answer(writer, *self._judged(request))
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, status: int, body: bytes, part: str = "") -> None:
        head = f"HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {len(body)}\r\n{part}"
        head += 'etag: "0"\r\nlast-modified: Mon, 23 Nov 2026 00:00:00 GMT\r\n\r\n'
        writer.write(head.encode() + body[: self.cuts_after])
        await writer.drain()

    def _judged(self, request: Request) -> Answer:
        if not _is_signed(request):
            self.refused += 1
            return _fault(403, "SignatureDoesNotMatch")
        if self.status:
            return _fault(self.status, "InternalError")
        key = unquote(request.target.partition("?")[0]).removeprefix(f"/{NAME}/")
        self.asked.append(f"{request.method} {key}")
        if self.gone:
            return _fault(404, "NoSuchBucket")
        return self._done(request, key)

    def _done(self, request: Request, key: str) -> Answer:
        if request.method == "PUT" and self.full_after is not None and len(self.objects) >= self.full_after:
            return _fault(507, "InsufficientStorage")
        if request.method == "PUT":
            self.objects[key] = request.body
            return 200, b""
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return 204, b""
        if key not in self.objects:
            return _fault(404, "NoSuchKey")
        content = self.objects[key]
        if begins := int(request.headers.get("range", "bytes=0-")[6:].partition("-")[0]):
            part = f"content-range: bytes {begins}-{len(content) - 1}/{len(content)}\r\n"
            return 206, content[begins:], part
        return 200, content


@asynccontextmanager
async def a_bucket() -> AsyncIterator[Bucket]:
    """An empty bucket on a free port."""
    bucket = Bucket()
    await bucket.open()
    try:
        yield bucket
    finally:
        await bucket.close()


def _fault(status: int, code: str) -> Answer:
    return status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>x</Message></Error>".encode()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


def _is_signed(request: Request) -> bool:
    """AWS Signature Version 4, reckoned by ourselves from what came."""
    told = request.headers.get("authorization", "")
    if not told.startswith("AWS4-HMAC-SHA256 "):
        return False
    parts = dict(part.strip().split("=", 1) for part in told.split(" ", 1)[1].split(","))
    access, day, region, service, ending = parts["Credential"].split("/")
    if (access, region, service, ending) != (ACCESS, REGION, "s3", "aws4_request"):
        return False
    digest = request.headers["x-amz-content-sha256"]
    if digest != hashlib.sha256(request.body).hexdigest():
        return False
    path, _, query = request.target.partition("?")
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in parse_qsl(query, True))
    names = parts["SignedHeaders"].split(";")
    canonical = "\n".join(
        (
            request.method,
            path,
            "&".join(f"{name}={value}" for name, value in pairs),
            *(f"{name}:{request.headers[name]}" for name in names),
            "",
            parts["SignedHeaders"],
            digest,
        )
    )
    when = request.headers["x-amz-date"]
    place = f"{day}/{region}/{service}/{ending}"
    text = f"AWS4-HMAC-SHA256\n{when}\n{place}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{SECRET}".encode()
    for word in (day, region, service, ending):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), parts["Signature"])
