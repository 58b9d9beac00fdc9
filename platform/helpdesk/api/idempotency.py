"""A request that was answered once is answered the same way again (reliability.md §2.2).

The order is: reserve the key and commit; do; store the answer. A crash between the last two leaves a
reservation without an answer. A request that opens a case may then be done again, because the case's own
identity comes from the key, so that it is found and not opened twice. Any other act may not: its key answers
`outcome_unknown` from then on, and the integrator looks at the case before asking anew under another key.
A refusal changed nothing and frees the key.
"""

import contextlib
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import asyncpg
import msgspec
from litestar import Request, Response

from helpdesk.api import store
from helpdesk.api.store import Place, Reservation
from kit.errors import Conflict, Invalid, Refusal
from tenants.permissions.model import Actor

HEADER = "idempotency-key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_CERTAINLY_NOTHING = (
    Refusal,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.TransactionRollbackError,
    asyncpg.DataError,
)
"""Errors after which the transaction is known to have left nothing behind."""

AnyRequest = Request[Any, Any, Any]
Out = TypeVar("Out", bound=msgspec.Struct)


class KeyReused(Refusal):
    """The key stood on another request before."""

    kind = "unprocessable"


async def once(
    request: AnyRequest,
    actor: Actor,
    act: Callable[[str], Awaitable[Out]],
    *,
    status: int = 200,
    repeatable: bool = False,
) -> Response[Out]:
    """Do an act, or answer as it was answered before under the same Idempotency-Key.

    `act` gets a word that belongs to key and body, empty without a key; `repeatable` says that doing it
    again under the same word has no second effect. Raises `KeyReused`, `Conflict` while the same request
    is running, and what the act raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return _answer(_encoded(await act("")), status)
    if actor.id is None or not _KEY.fullmatch(key):
        raise Invalid("invalid", fields={"Idempotency-Key": "malformed"})
    digest = hashlib.sha256(await request.body()).digest()
    place = Place(actor.tenant_id, actor.id, f"{request.method} {request.url.path}", key)
    earlier = await store.reserve(place, digest, repeatable=repeatable)
    if earlier is not None:
        return _again(earlier, digest)
    body = await _done(place, lambda: act(_word(key, digest)), repeatable=repeatable)
    await store.keep(place, status, body)
    return _answer(body, status)


async def _done(place: Place, act: Callable[[], Awaitable[msgspec.Struct]], *, repeatable: bool) -> bytes:
    try:
        return _encoded(await act())
    except Exception as error:
        if repeatable or isinstance(error, _CERTAINLY_NOTHING):
            with contextlib.suppress(Exception):  # the lease ends by itself; the first error says more
                await store.free(place)
        raise


def _again(earlier: Reservation, digest: bytes) -> Response[Any]:
    if earlier.body_hash != digest:
        raise KeyReused("idempotency_key_reused")
    if earlier.status is not None and earlier.answer is not None:
        return _answer(earlier.answer, earlier.status, again=True)
    if earlier.abandoned:
        raise Conflict("outcome_unknown")
    raise Conflict("request_running", retry_after=store.LEASE_SECONDS)


def _word(key: str, digest: bytes) -> str:
    return hashlib.sha256(key.encode() + digest).hexdigest()


class _Located(msgspec.Struct):
    url: str = ""


def _answer(body: bytes, status: int, *, again: bool = False) -> Response[Any]:
    headers = {"Idempotency-Replayed": "true"} if again else {}
    if status == 201 and (url := msgspec.json.decode(body, type=_Located).url):
        headers["Location"] = url
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _encoded(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value)
