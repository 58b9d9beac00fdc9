"""What every answer carries, and for which host names we answer: two thin layers around the application.

Both stand on the path of every webhook and cost a few microseconds.
"""

import os
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

App = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI application: scope, receive, send."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_PLAIN_POLICY = _POLICY.format(nonce="").encode()

_POLICY_NAME, _NUMBER_NAME = b"content-security-policy", b"x-request-id"

# no-referrer would make browsers send `Origin: null` with our own forms (Fetch §3.2), so: same-origin.
_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cache-control": b"no-store",
}
ADDRESS_HIDDEN = "strict-origin"
_LOOPBACK = re.compile(rb"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_ONLY_HTTPS = {b"strict-transport-security": b"max-age=31536000; includeSubDomains"}


class Headers:
    """Adds the security headers and X-Request-Id to every answer; a header that is set already stays."""

    def __init__(self, app: App, *, secure: bool) -> None:
        """`secure`: the installation is served over https."""
        self._app = app
        self._ours = tuple((_ALWAYS | (_ONLY_HTTPS if secure else {})).items())
        self._names = frozenset(name for name, _ in self._ours) | {_POLICY_NAME, _NUMBER_NAME}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = number = os.urandom(8).hex()

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                given, further = message["headers"], state.get("further_headers", ())
                ours = (*self._ours, (_POLICY_NAME, _policy(state)), (_NUMBER_NAME, number.encode()))
                if further or not self._names.isdisjoint(dict(given)):
                    present = {name for name, _ in (*given, *further)}
                    ours = tuple(header for header in ours if header[0] not in present)
                message["headers"] = [*given, *ours, *further]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def csp_nonce(scope: Any) -> str:
    """The nonce for this answer's own style element, made when it is first asked for."""
    state = scope["state"]
    if "csp_nonce" not in state:
        state["csp_nonce"] = secrets.token_urlsafe(16)
    return str(state["csp_nonce"])


def request_id(scope: Any) -> str:
    """The number of this request: in the log, in X-Request-Id, and on error pages."""
    return str(scope["state"].get("request_id", ""))


def add_header(scope: Any, name: str, value: str) -> None:
    """Put a header aside for the answer to this request, whoever makes it."""
    scope["state"].setdefault("further_headers", []).append((name.encode(), value.encode("latin-1")))


def hide_address(scope: Any) -> None:
    """The address of this page holds something secret: what it leads to learns our host name at most.

    Forms of the page still tell their origin, which no-referrer would withhold.
    """
    scope["state"]["referrer"] = ADDRESS_HIDDEN
    add_header(scope, "referrer-policy", ADDRESS_HIDDEN)


def referrer(scope: Any) -> str:
    """The policy for this page's own meta element."""
    return str(scope["state"].get("referrer", "same-origin"))


class ExactHosts:
    """Answers 400 unless the one Host header is exactly one of our names, port included (T41)."""

    def __init__(
        self,
        app: App,
        *,
        base_url: str,
        loopback: bool = False,
        tenant_hosts: Callable[[], Awaitable[Collection[str]]] | None = None,
        by_address: Collection[str] = (),
    ) -> None:
        """`loopback`: also any port of this machine, for demonstrations and tests.

        `tenant_hosts` is asked with every request for another name. `by_address`: paths that machines
        ask under whatever name they know us by, such as health checks.
        """
        self._app = app
        self._own = urlsplit(base_url).netloc.lower().encode()
        self._loopback = loopback
        self._tenant_hosts = tenant_hosts
        self._open = frozenset(by_address)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if (
            scope["type"] == "lifespan"
            or scope["path"] in self._open
            or await self._is_ours(scope["headers"])
        ):
            await self._app(scope, receive, send)
        else:
            await _refuse(send)

    async def _is_ours(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        named = [value.lower() for name, value in headers if name == b"host"]
        if len(named) != 1:
            return False
        if named[0] == self._own:
            return True
        if self._loopback and _LOOPBACK.fullmatch(named[0]):
            return True
        if self._tenant_hosts is None:
            return False
        return named[0].decode("latin-1") in await self._tenant_hosts()


class ApartHost:
    """Lets one beginning of a path be answered under one host name, and nothing else under that name (T44).

    What strangers sent has an origin of its own then: it shares no cookie and no storage with any page.
    """

    def __init__(
        self, app: App, others: App, *, url: str, path: str, by_address: Collection[str] = ()
    ) -> None:
        """`app` answers under the host name of `url`, `others` under all others and, whatever the name, what machines
        ask `by_address`. `url` may be empty for none."""
        self._app = app
        self._others = others
        self._name = urlsplit(url).netloc.lower().encode()
        self._path = f"{path}/"
        self._open = frozenset(by_address)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._name or scope["type"] != "http" or scope["path"] in self._open:
            await self._others(scope, receive, send)
            return
        named = [value.lower() for name, value in scope["headers"] if name == b"host"]
        here, apart = named == [self._name], scope["path"].startswith(self._path)
        if here and apart:
            await self._app(scope, receive, send)
        elif here or apart:
            await _refuse(send, 404, b"There is nothing here.\n")
        else:
            await self._others(scope, receive, send)


async def _refuse(
    send: Any, status: int = 400, body: bytes = b"This host name is not served here.\n"
) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _policy(state: dict[str, Any]) -> bytes:
    nonce = state.get("csp_nonce")
    return _POLICY.format(nonce=f" 'nonce-{nonce}'").encode() if nonce else _PLAIN_POLICY
