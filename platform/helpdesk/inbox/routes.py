"""`/hooks/{channel}/{account}`: the door for webhooks of remote systems (contract.md says in which order).

Plain ASGI that stands before the framework: a storm comes through here, and the framework's routing, request
and response would cost more than everything that is done with the message.
"""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from helpdesk.channels.contract import Account, HookRequest, Listener
from helpdesk.channels.errors import BodyMalformed, SignatureWrong
from helpdesk.inbox import hooks
from helpdesk.inbox.together import Crowded
from kit.errors import Missing, TooLarge, Unavailable
from kit.headers import request_id

MOST_BYTES = 8 * 1024 * 1024
_PATH = "/hooks/"
_AWAY = (
    *(Unavailable, Crowded, OSError, TimeoutError),
    *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
)
_PROBLEM = b"application/problem+json"

Answer = tuple[int, bytes, bytes]
"""Status, content type, body."""

_KEPT: Answer = (200, b"", b"")
"""The remote reads nothing but the status, and an answer without body goes out in one write."""


def _refused(status: int, code: str) -> Answer:
    return status, _PROBLEM, f'{{"status":{status},"code":"{code}"}}'.encode()


_MISSING = _refused(404, "account_missing")
_COMPRESSED = _refused(415, "body_compressed")
_TOO_LARGE = _refused(413, "too_large")
_UNSIGNED = _refused(401, "signature_wrong")
_MALFORMED = _refused(400, "body_malformed")
_UNAVAILABLE = _refused(503, "unavailable")
_NO_METHOD = _refused(405, "method_not_allowed")
_FAULT = _refused(500, "fault")

log = structlog.get_logger()


class HookDoor:
    """Answers what comes to `/hooks/…` and hands everything else on to the application.

    GET is the remote's handshake, POST brings something; 2xx is said only after it is committed.
    """

    def __init__(self, app: ASGIApp, runtime: Callable[[], Any]) -> None:
        """`runtime` answers what the process holds; it is asked with each call."""
        self._app = app
        self._runtime = runtime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(_PATH):
            await _send(send, await _answered(self._runtime(), scope, receive))
        else:
            await self._app(scope, receive, send)


async def _answered(runtime: Any, scope: Any, receive: Receive) -> Answer:
    try:
        answer = await _answer(runtime, scope, receive)
    except Missing:
        answer = _MISSING
    except TooLarge:
        answer = _TOO_LARGE
    except SignatureWrong:
        answer = _UNSIGNED
    except BodyMalformed:
        answer = _MALFORMED
    except _AWAY:
        answer = _UNAVAILABLE
    except Exception as fault:
        log.error("hook_failed", request=request_id(scope), exc_info=fault)
        answer = _FAULT
    return answer


async def _answer(runtime: Any, scope: Any, receive: Receive) -> Answer:
    place = scope["path"].removeprefix(_PATH).strip("/").split("/")
    if len(place) != 2:
        raise Missing("account_missing")
    tenant_id, account, listener = await hooks.find(runtime.accounts, *place)
    if scope["method"] == "GET":
        answer = _greeting(scope, account, listener)
        if answer[0] == 200:
            await hooks.note_greeting(tenant_id, account)
        return answer
    if scope["method"] != "POST":
        return _NO_METHOD
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return _COMPRESSED
    call = HookRequest(headers=headers, query={}, body=await _body(headers, receive))
    try:
        await hooks.keep(runtime.accounts, tenant_id, account, listener, call)
    except SignatureWrong:
        with contextlib.suppress(*_AWAY):
            await hooks.note_unsigned(tenant_id, account)
        raise
    runtime.bell.ring("inbox")
    return _KEPT


def _greeting(scope: Any, account: Account, listener: Listener) -> Answer:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    try:
        said = listener.greet(HookRequest(headers={}, query=query, body=b""), account)
    except SignatureWrong:
        return 403, b"text/plain", b""
    return 200, b"text/plain; charset=utf-8", said.encode()


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    """The raw body; raises `TooLarge` beyond the limit, without reading the rest."""
    said = headers.get("content-length", "0")
    if said.isdigit() and int(said) > MOST_BYTES:
        raise TooLarge("too_large", most=MOST_BYTES)
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        event: Any = await receive()
        if event["type"] == "http.disconnect":
            raise BodyMalformed
        chunks.append(event.get("body", b""))
        size += len(chunks[-1])
        if size > MOST_BYTES:
            raise TooLarge("too_large", most=MOST_BYTES)
        more = event.get("more_body", False)
    return b"".join(chunks)


async def _send(send: Send, answer: Answer) -> None:
    status, kind, body = answer
    headers = [(b"content-length", str(len(body)).encode())]
    if kind:
        headers.append((b"content-type", kind))
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
