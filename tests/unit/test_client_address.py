"""Where a request came from, as far as it can be believed."""

import ipaddress

import pytest

from kit.client_address import Proxies, network_of

PROXIES = Proxies(["10.0.0.0/8", "2001:db8:a::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["198.51.100.1, 10.0.0.9"], "198.51.100.1"),
        ("10.0.0.2", ["198.51.100.1, nonsense"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1, nonsense, 10.1.1.1"], "10.1.1.1"),
        ("10.0.0.2", [""], "10.0.0.2"),
        ("10.0.0.2", ["10.0.0.3, 10.0.0.4"], "10.0.0.3"),
        ("2001:db8:a::1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["198.51.100.1:4711"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1", ", ".join(["10.0.0.5"] * 500)], "10.0.0.5"),
    ],
)
def test_only_hops_of_known_proxies_are_believed(peer: str, forwarded: list[str], client: str) -> None:
    assert str(PROXIES.client(peer, forwarded)) == client


def test_a_local_socket_has_no_address() -> None:
    assert PROXIES.client("", ["198.51.100.1"]) is None
    assert network_of(None) == "local"


def test_a_word_that_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="proxy"):
        Proxies(["proxy"])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:7:7:1:2:3:4", "2001:db8:7:7::/64"),
        ("2001:db8:7:7::", "2001:db8:7:7::/64"),
    ],
)
def test_a_line_has_one_network(address: str, network: str) -> None:
    assert network_of(ipaddress.ip_address(address)) == network
