"""`/hooks/{channel}/{account}`: the door for webhooks of remote systems (contract.md says in which order).

Plain ASGI that stands before the framework: a storm comes through here, and the framework's routing, request
and response would cost more than everything that is done with the message.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from helpdesk.channels.contract import Account, Adapter, HookRequest, Listener
from helpdesk.channels.errors import BodyMalformed, SignatureWrong
from helpdesk.inbox import hooks
from helpdesk.inbox.together import Crowded
from kit.client_address import Proxies
from kit.errors import Missing, TooLarge, TooMany, Unavailable
from kit.headers import request_id

MOST_BYTES = 8 * 1024 * 1024
MOST_RUNG = 64 * 1024
"""Of a call that only names what changed."""
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
_TOO_MANY = _refused(429, "too_many")
_WAITS = {429: b"60", 503: b"5"}
"""Seconds after which a refused call may come again."""

log = structlog.get_logger()


class _Refused(Exception):
    """A call that is not even read."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class HookDoor:
    """Answers what comes to `/hooks/…` and hands everything else on to the application.

    GET is the remote's handshake or, with some remotes, news like POST; 2xx is said only after it is committed.
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
    except TooMany:
        answer = _TOO_MANY
    except _Refused as refusal:
        answer = refusal.answer
    except _AWAY:
        answer = _UNAVAILABLE
    except Exception as fault:
        log.error("hook_failed", request=request_id(scope), exc_info=fault)
        answer = _FAULT
    return answer


async def _answer(runtime: Any, scope: Any, receive: Receive) -> Answer:
    channel, account_id, word = _place(scope["path"])
    tenant_id, account, adapter = await hooks.find(runtime.accounts, channel, account_id)
    listener = adapter.listener
    if listener is None:
        return await _rung(runtime, scope, receive, (tenant_id, account, adapter), word)
    if word and not listener.with_word:
        raise Missing("account_missing")
    if scope["method"] == "GET" and not listener.by_get:
        answer = _greeting(scope, account, listener)
        if answer[0] == 200:
            await hooks.note_greeting(tenant_id, account)
        return answer
    call = await _taken(runtime, scope, receive, word)
    async with _noting(tenant_id, account):
        await hooks.keep(runtime.accounts, tenant_id, account, listener, call)
    runtime.bell.ring("inbox")
    kind, said = listener.thanks(account)
    return (200, kind.encode(), said.encode()) if said else _KEPT


async def _rung(
    runtime: Any, scope: Any, receive: Receive, place: tuple[int, Account, Adapter], word: str
) -> Answer:
    """A register calls: somebody looks there sooner, and nothing of the call is kept."""
    if word:
        raise Missing("account_missing")
    call = await _taken(runtime, scope, receive, word, by_get=False, most=MOST_RUNG)
    async with _noting(*place[:2]):
        await hooks.ring(*place, call, runtime.limits)
    runtime.bell.ring("register")
    return _KEPT


async def _taken(
    runtime: Any, scope: Any, receive: Receive, word: str, *, by_get: bool = True, most: int = MOST_BYTES
) -> HookRequest:
    """The call with its body; raises `_Refused` for one that is not read."""
    if scope["method"] not in (("GET", "POST") if by_get else ("POST",)):
        raise _Refused(_NO_METHOD)
    headers = dict(_pairs(scope))
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise _Refused(_COMPRESSED)
    return _call(runtime, scope, headers, word, await _body(headers, receive, most))


@contextlib.asynccontextmanager
async def _noting(tenant_id: int, account: Account) -> AsyncIterator[None]:
    """Whoever calls with a wrong signature stands on the account's page."""
    try:
        yield
    except SignatureWrong:
        with contextlib.suppress(*_AWAY):
            await hooks.note_unsigned(tenant_id, account)
        raise


def _place(path: str) -> tuple[str, str, str]:
    """Channel, account, and the word behind them, if there is one."""
    channel, *rest = path.removeprefix(_PATH).strip("/").split("/")
    if len(rest) not in (1, 2):
        raise Missing("account_missing")
    return channel, rest[0], rest[1] if len(rest) == 2 else ""


def _call(runtime: Any, scope: Any, headers: Mapping[str, str], word: str, body: bytes) -> HookRequest:
    """The call with all that a listener may judge it by."""
    query: str = scope["query_string"].decode("latin-1")
    path: str = scope.get("raw_path", b"").decode("latin-1") or scope["path"]
    trusted = runtime.settings.trusted_proxies
    peer = scope["client"][0] if scope.get("client") else ""
    forwarded = tuple(value for name, value in _pairs(scope) if name == "x-forwarded-for") if trusted else ()
    return HookRequest(
        headers=headers,
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        body=body,
        method=scope["method"],
        word=word,
        url=f"{runtime.settings.base_url}{path}{'?' if query else ''}{query}",
        client=_came_from(trusted, peer, forwarded),
    )


@lru_cache(maxsize=4096)
def _came_from(trusted: tuple[str, ...], peer: str, forwarded: tuple[str, ...]) -> str:
    """This is asked with every call, and most come from few places."""
    found = _proxies(trusted).client(peer, forwarded)
    return str(found) if found else ""


@cache
def _proxies(trusted: tuple[str, ...]) -> Proxies:
    """Read once."""
    return Proxies(trusted)


def _pairs(scope: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]


def _greeting(scope: Any, account: Account, listener: Listener) -> Answer:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    try:
        said = listener.greet(HookRequest(headers={}, query=query, body=b""), account)
    except SignatureWrong:
        return 403, b"text/plain", b""
    return 200, b"text/plain; charset=utf-8", said.encode()


async def _body(headers: Mapping[str, str], receive: Receive, most: int) -> bytes:
    """The raw body; raises `TooLarge` beyond the limit, without reading the rest."""
    said = headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise TooLarge("too_large", most=most)
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        event: Any = await receive()
        if event["type"] == "http.disconnect":
            raise BodyMalformed
        chunks.append(event.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            raise TooLarge("too_large", most=most)
        more = event.get("more_body", False)
    return b"".join(chunks)


async def _send(send: Send, answer: Answer) -> None:
    status, kind, body = answer
    headers = [(b"content-length", str(len(body)).encode())]
    if kind:
        headers.append((b"content-type", kind))
    if status in _WAITS:
        headers.append((b"retry-after", _WAITS[status]))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
