"""Where a request really came from: forwarding headers are believed from known proxies only."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_MOST_HOPS = 20


class Proxies:
    """The proxies in front of us: addresses or networks, as SAHUT_TRUSTED_PROXIES lists them.

    Raises `ValueError` for a word that is neither.
    """

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks = tuple(ipaddress.ip_network(word) for word in trusted)

    def client(self, peer: str, forwarded_for: Iterable[str] = ()) -> IPAddress | None:
        """The rightmost hop that is no trusted proxy; none when the peer has no address (a local socket).

        `peer` is the other end of the connection, `forwarded_for` every X-Forwarded-For header in order.
        A hop that cannot be read ends the walk at the last one that could: nobody gains by garbage.
        """
        here = _address(peer)
        hops = [hop for header in forwarded_for for hop in header.split(",")][-_MOST_HOPS:]
        for hop in reversed(hops):
            if here is None or not self._trusts(here):
                break
            before = _address(hop.strip())
            if before is None:
                break
            here = before
        return here

    def _trusts(self, address: IPAddress) -> bool:
        return any(address in network for network in self._networks)


def network_of(address: IPAddress | None) -> str:
    """What a limit counts by: one IPv4 address, or the /64 that a single IPv6 line has for itself."""
    if address is None:
        return "local"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@lru_cache(maxsize=4096)
def _address(text: str) -> IPAddress | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
