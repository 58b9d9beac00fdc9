"""Where this installation may connect to: one policy, judged on the resolved address before connecting."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import httpcore2

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("::/96"),  # the old form of an IPv4 address
    ipaddress.IPv6Network("64:ff9b:1::/48"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv6Network("5f00::/16"),
    ipaddress.IPv6Network("fec0::/10"),
)
"""Special addresses that Python 3.11 takes for public ones (IANA's special-purpose registries)."""


class EgressPolicy(StrEnum):
    """Production speaks to public hosts over https only; a demonstration never leaves the machine."""

    PUBLIC_HTTPS = "public_https"
    LOOPBACK_ONLY = "loopback_only"


class EgressRefused(httpcore2.ConnectError):
    """The address is not one this installation may connect to. One text for every reason."""

    def __init__(self) -> None:
        super().__init__("connection refused by the egress policy")


def may_connect(address: IPAddress, policy: EgressPolicy) -> bool:
    """Judge one resolved address, after unwrapping mapped, 6to4, NAT64 and Teredo forms."""
    if policy is EgressPolicy.LOOPBACK_ONLY:  # a tunnel's address leaves the machine, whatever it holds
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return (mapped or address).is_loopback
    return all(_is_public(each) for each in [address, *_embedded(address)])


def _is_public(address: IPAddress) -> bool:
    never = any(address in network for network in _NEVER if network.version == address.version)
    return address.is_global and not address.is_multicast and not never


def _embedded(address: IPAddress) -> Iterable[IPAddress]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


async def resolve(host: str, port: int, *, timeout: float = 2.0) -> Sequence[IPAddress]:  # noqa: ASYNC109
    """All addresses of a host; raises `EgressRefused` when there is none within `timeout` seconds."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError) as failure:
        raise EgressRefused from failure
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))


async def judged(host: str, port: int, policy: EgressPolicy) -> Sequence[IPAddress]:
    """The addresses of a host; raises `EgressRefused` unless the policy allows every one of them."""
    addresses = await resolve(host, port)
    if not addresses or not all(may_connect(address, policy) for address in addresses):
        raise EgressRefused
    return addresses


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves once, judges every answer, and connects to a judged address (never to the name)."""

    def __init__(self, policy: EgressPolicy) -> None:
        self._policy = policy
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Open a stream; raises `EgressRefused` before any packet leaves."""
        if self._policy is EgressPolicy.PUBLIC_HTTPS and port != 443:
            raise EgressRefused
        addresses = await judged(host, port, self._policy)
        return await self._first_that_answers(addresses, port, timeout, local_address, socket_options)

    async def _first_that_answers(
        self,
        addresses: Sequence[IPAddress],
        port: int,
        timeout: float | None,  # noqa: ASYNC109
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = EgressRefused()
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: nothing outside lives on a local socket."""
        raise EgressRefused

    async def sleep(self, seconds: float) -> None:
        """Wait, as the connection pool asks."""
        await self._inner.sleep(seconds)
