"""`/hooks/{channel}/{account}`: the door for webhooks of remote systems (contract.md says in which order)."""

import asyncpg
from kit.errors import Invalid, Missing, TooLarge, Unavailable
from litestar import Request, Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_415_UNSUPPORTED_MEDIA_TYPE

from helpdesk.channels.contract import HookRequest
from helpdesk.channels.errors import BodyMalformed, SignatureWrong
from helpdesk.inbox import hooks

MOST_BYTES = 8 * 1024 * 1024
_DATABASE_AWAY = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


async def body_of(request: Request, most: int) -> bytes:  # type: ignore[type-arg]
    """The raw body; raises `TooLarge` beyond `most` bytes, without reading the rest."""
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise TooLarge("too_large", most=most)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge("too_large", most=most)
        chunks.append(chunk)
    return b"".join(chunks)


def _refused(status: int, code: str) -> Response[dict[str, str]]:
    return Response({"code": code}, status_code=status, media_type="application/problem+json")


@get("/hooks/{channel:str}/{account:str}", include_in_schema=False)
async def greet(request: Request, channel: str, account: str) -> Response[str]:  # type: ignore[type-arg]
    """The handshake with which a remote checks that the address is ours."""
    book = request.app.state.runtime.accounts
    _, opened, listener = await hooks.find(book, channel, account)
    call = HookRequest(headers={}, query=dict(request.query_params), body=b"")
    try:
        return Response(listener.greet(call, opened), media_type="text/plain")
    except SignatureWrong:
        return Response("", status_code=403, media_type="text/plain")


@post("/hooks/{channel:str}/{account:str}", status_code=HTTP_200_OK, include_in_schema=False)
async def receive(request: Request, channel: str, account: str) -> Response[dict[str, str]]:  # type: ignore[type-arg]
    """Keep what came; 2xx is said only after it is committed."""
    runtime = request.app.state.runtime
    try:
        tenant_id, opened, listener = await hooks.find(runtime.accounts, channel, account)
        if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            return _refused(HTTP_415_UNSUPPORTED_MEDIA_TYPE, "body_compressed")
        body = await body_of(request, MOST_BYTES)
        call = HookRequest(headers=dict(request.headers), query={}, body=body)
        await hooks.keep(runtime.accounts, tenant_id, opened, listener, call)
    except Missing:
        return _refused(404, "account_missing")
    except TooLarge:
        return _refused(413, "too_large")
    except SignatureWrong:
        return _refused(401, "signature_wrong")
    except (BodyMalformed, Invalid):
        return _refused(400, "body_malformed")
    except (Unavailable, *_DATABASE_AWAY):
        answer = _refused(503, "unavailable")
        answer.headers["Retry-After"] = "5"
        return answer
    runtime.bell.ring("inbox")
    return Response({"status": "kept"}, media_type="application/json")
