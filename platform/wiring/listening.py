"""Sockets are bound before anything forks: parts inherit them, and a restart refuses no connection."""

import errno
import ipaddress
import os
import socket

from wiring.commands import Refused

_BACKLOG = 2048


def refuse_open_network(host: str, *, allowed: bool) -> None:
    """Until there is a second factor, only an explicit word lets us listen beyond this machine."""
    if not allowed and not all(ipaddress.ip_address(address).is_loopback for address in _addresses(host)):
        raise Refused(
            f"{host} is reachable from other machines; say --allow-open-network if that is meant, "
            "behind a proxy that speaks https"
        )


def open_network_allowed() -> bool:
    """The switch as an environment variable, for containers."""
    return os.environ.get("SAHUT_ALLOW_OPEN_NETWORK", "").lower() in {"1", "yes", "true"}


def listen(host: str, port: int) -> list[socket.socket]:
    """Bind every address of `host`; port 0 lets the system choose one. `Refused` when it cannot be had."""
    sockets: list[socket.socket] = []
    for address in _addresses(host):
        try:
            sockets.append(_bound(address, port or (sockets[0].getsockname()[1] if sockets else 0)))
        except OSError as error:
            close(sockets)
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
            raise Refused(f"port {port} on {address} {reason}; choose another with --port") from None
    return sockets


def listen_beside(host: str, port: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """Two neighbouring ports: `port` and the one after it. With port 0 any free pair."""
    for _ in range(50 if port == 0 else 1):
        first = listen(host, port)
        try:
            return first, listen(host, first[0].getsockname()[1] + 1)
        except Refused:
            close(first)
            if port:
                raise
    raise Refused("no two neighbouring ports are free")


def close(sockets: list[socket.socket]) -> None:
    """Close all of them."""
    for one in sockets:
        one.close()


def _addresses(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Refused(f"{host} is not an address of this machine ({error.strerror})") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named; without it an answer may wait 40 ms
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen(_BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound
