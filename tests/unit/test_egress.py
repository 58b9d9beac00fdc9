"""Where the installation may connect to."""

import ipaddress

import httpcore2
import pytest

from kit.egress import EgressPolicy, EgressRefused, GuardedBackend, may_connect, resolve

PUBLIC, LOOPBACK = EgressPolicy.PUBLIC_HTTPS, EgressPolicy.LOOPBACK_ONLY


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "157.240.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_for_production_only(address: str) -> None:
    assert may_connect(ipaddress.ip_address(address), PUBLIC)
    assert not may_connect(ipaddress.ip_address(address), LOOPBACK)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.0.0.9"),
        *("192.88.99.1", "::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1"),
        *("5f00::1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::1", "2001:0:7f00:1::"),
    ],
)
def test_no_special_address_is_public_however_it_is_wrapped(address: str) -> None:
    assert not may_connect(ipaddress.ip_address(address), PUBLIC)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_demonstration_stays_on_the_machine(address: str) -> None:
    assert may_connect(ipaddress.ip_address(address), LOOPBACK)


@pytest.mark.parametrize("address", ["2002:7f00:1::1", "64:ff9b::7f00:1", "::ffff:8.8.8.8", "10.0.0.1"])
def test_a_tunnel_with_loopback_inside_leaves_the_machine(address: str) -> None:
    assert not may_connect(ipaddress.ip_address(address), LOOPBACK)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "no-such-host.invalid"]
)
async def test_production_refuses_every_way_of_writing_this_machine(host: str) -> None:
    with pytest.raises(EgressRefused):
        await GuardedBackend(PUBLIC).connect_tcp(host, 443, timeout=1)


@pytest.mark.parametrize("port", [80, 22, 8443, 5432])
async def test_production_speaks_to_the_https_port_only(port: int) -> None:
    with pytest.raises(EgressRefused):
        await GuardedBackend(PUBLIC).connect_tcp("8.8.8.8", port, timeout=1)


async def test_nothing_outside_lives_on_a_local_socket() -> None:
    with pytest.raises(EgressRefused):
        await GuardedBackend(LOOPBACK).connect_unix_socket("/run/x")


async def test_every_refusal_reads_the_same() -> None:
    said = set()
    for host in ("127.0.0.1", "no-such-host.invalid"):
        with pytest.raises(httpcore2.ConnectError) as refused:
            await GuardedBackend(PUBLIC).connect_tcp(host, 443, timeout=1)
        said.add(str(refused.value))
    assert len(said) == 1


async def test_a_host_with_zone_or_several_names_is_resolved_once_each() -> None:
    assert len(set(await resolve("localhost", 443))) == len(await resolve("localhost", 443))
