"""A load driver: many keep-alive connections, requests made beforehand, answers counted."""

import asyncio
import hashlib
import hmac
import itertools
import random
import time
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from wiring.bench.bed import SECRET, Hook

_BODY = (
    '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":'
    '{"messaging_product":"whatsapp","metadata":{"display_phone_number":"628110000000","phone_number_id":"%s"},'
    '"contacts":[{"profile":{"name":"Warga"},"wa_id":"62812%08d"}],"messages":[{"from":"62812%08d",'
    '"id":"wamid.%s","timestamp":"%d","type":"text","text":{"body":'
    '"Antrean poli gigi di puskesmas selalu penuh sejak pagi, mohon dibantu."}}]}}]}]}'
)


class Told(msgspec.Struct, frozen=True):
    """What a round of load was answered."""

    accepted: int
    refused: int
    seconds: float
    waits: tuple[float, ...] = ()
    """Seconds from each request to its answer's last byte."""

    @property
    def per_second(self) -> float:
        """Accepted requests."""
        return self.accepted / self.seconds


def webhooks(hooks: Sequence[Hook], port: int, label: str, count: int) -> list[bytes]:
    """Signed calls with unique bodies from unique people; offices by Zipf's law."""
    weights = [1 / (rank + 1) for rank in range(len(hooks))]
    chosen = random.Random(label).choices(hooks, weights, k=count)  # noqa: S311 - a seeded load
    serial = itertools.count(int(hashlib.sha256(label.encode()).hexdigest()[:7], 16) % 90_000_000)
    return [webhook(hook, port, f"{label}.{number}", next(serial)) for number, hook in enumerate(chosen)]


def webhook(hook: Hook, port: int, message_id: str, person: int) -> bytes:
    """One signed call as it goes over the wire."""
    body = (
        _BODY % (hook.phone_number_id, person % 10**8, person % 10**8, message_id, int(time.time()))
    ).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return (
        f"POST /hooks/whatsapp/{hook.account_id} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nX-Hub-Signature-256: sha256={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def noops(port: int, count: int) -> list[bytes]:
    """Calls that are decoded and answered, and do nothing else: the ceiling of the HTTP layer."""
    body = b'{"id":"018f3b1e-0000-7000-8000-000000000000","text":"Antrean poli gigi selalu penuh"}'
    head = (
        f"POST /bench/noop HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    return [head + body] * count


def pages(port: int, paths: Sequence[tuple[str, str]], **headers: str) -> list[bytes]:
    """Calls for pages by signed-in officers: address and session secret of each."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: sahut={secret}\r\n"
        f"Accept: text/html\r\nAccept-Encoding: br\r\n{more}\r\n".encode()
        for path, secret in paths
    ]


class _Connection(asyncio.Protocol):
    """One request at a time; the next is sent when the answer's last byte is here."""

    def __init__(self, requests: Iterator[bytes], until: float, done: asyncio.Event) -> None:
        self._requests = requests
        self._until = until
        self._done = done
        self._seen = b""
        self.accepted = 0
        self.refused = 0
        self.waits: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        # Most answers are one piece without a body; whoever measures shares the cores with what is measured.
        if not self._seen and data.endswith(b"\r\n\r\n") and b"content-length: 0\r\n" in data:
            self._answered(data[9:10])
            return
        self._seen += data
        head, found, rest = self._seen.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return
        self._seen = b""
        self._answered(head[9:10])

    def _answered(self, kind: bytes) -> None:
        """The first digit of the status says whether it was accepted."""
        self.waits.append(time.monotonic() - self._asked)
        if kind == b"2":
            self.accepted += 1
        else:
            self.refused += 1
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None) if time.monotonic() < self._until else None
        if request is None:
            self._transport.close()
        else:
            self._asked = time.monotonic()
            self._transport.write(request)  # type: ignore[attr-defined]

    def connection_lost(self, error: Exception | None) -> None:
        self._done.set()


async def drive(port: int, requests: Iterable[bytes], *, seconds: float, connections: int = 32) -> Told:
    """Send for some seconds over that many connections; unsent requests are left."""
    loop = asyncio.get_running_loop()
    supply = iter(requests)
    begun = time.monotonic()
    lines = [(_Connection(supply, begun + seconds, done), done) for done in _events(connections)]
    for connection, _ in lines:
        await loop.create_connection(lambda one=connection: one, "127.0.0.1", port)  # type: ignore[misc]
    for _, done in lines:
        await done.wait()
    accepted = sum(connection.accepted for connection, _ in lines)
    refused = sum(connection.refused for connection, _ in lines)
    waits = tuple(wait for connection, _ in lines for wait in connection.waits)
    return Told(accepted, refused, time.monotonic() - begun, waits)


def _events(count: int) -> list[asyncio.Event]:
    return [asyncio.Event() for _ in range(count)]
