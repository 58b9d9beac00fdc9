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
from typing import Annotated, Any, TypeVar

import asyncpg
import msgspec
from litestar import Response
from litestar.params import HeaderParameter

from helpdesk.api import store
from helpdesk.api.requests import AnyRequest, Caller
from helpdesk.api.store import Place, Reservation
from kit.errors import Conflict, Invalid, Refusal
from tenants.permissions.model import Actor

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_CERTAINLY_NOTHING = (
    Refusal,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.TransactionRollbackError,
    asyncpg.DataError,
)
"""Errors after which the transaction is known to have left nothing behind."""

Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Up to 200 printable characters without blanks; kept for seven days.",
    ),
]
Out = TypeVar("Out", bound=msgspec.Struct)


class KeyReused(Refusal):
    """The key stood on another request before."""

    kind = "unprocessable"


async def provide_once(request: AnyRequest, actor: Caller, key: Key = None) -> "Once":
    """The dependency `once` of routes that change something."""
    if key is not None and not _KEY.fullmatch(key):
        raise Invalid("invalid", fields={"Idempotency-Key": "malformed"})
    return Once(request, actor, key)


class Once:
    """Does what a request asks for, or answers as it was answered before under the same key."""

    def __init__(self, request: AnyRequest, actor: Actor, key: str | None) -> None:
        self._request = request
        self._actor = actor
        self._key = key

    async def answer(
        self, act: Callable[[str], Awaitable[Out]], *, status: int = 200, repeatable: bool = False
    ) -> Response[Out]:
        """Do it and answer.

        `act` gets a word that belongs to key and body, empty without a key; `repeatable` says that doing it
        again under the same word has no second effect. Raises `KeyReused`, `Conflict` while the same
        request is running, and what the act raises.
        """
        if self._key is None or self._actor.id is None:
            return _answer(_encoded(await act("")), status)
        digest = hashlib.sha256(await self._request.body()).digest()
        route = f"{self._request.method} {self._request.url.path}"
        place = Place(self._actor.tenant_id, self._actor.id, route, self._key)
        earlier = await store.reserve(place, digest, repeatable=repeatable)
        if earlier is not None:
            return _again(earlier, digest)
        word = hashlib.sha256(self._key.encode() + digest).hexdigest()
        body = await _done(place, lambda: act(word), repeatable=repeatable)
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


class _Located(msgspec.Struct):
    url: str = ""


def _answer(body: bytes, status: int, *, again: bool = False) -> Response[Any]:
    headers = {"Idempotency-Replayed": "true"} if again else {}
    if status == 201 and (url := msgspec.json.decode(body, type=_Located).url):
        headers["Location"] = url
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _encoded(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value)
