"""Connections to mail servers: the address is judged once and then connected to, never the name."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Sequence
from typing import Any, NamedTuple

from helpdesk.channels.errors import ChannelUnreachable, CredentialsRejected
from integrations.email.settings import EmailSettings, port_of
from kit.egress import EgressPolicy, EgressRefused, judged

SECONDS = 20.0
_PORTS = frozenset({143, 465, 587, 993})
"""The only ones that a production connects to."""


class Door(NamedTuple):
    """A judged way to a server."""

    host: str
    port: int
    addresses: Sequence[str]
    tls: str


async def door(host: str, port: str, settings: EmailSettings, policy: EgressPolicy) -> Door:
    """Raises `CredentialsRejected` for a place that may not be connected to."""
    number = port_of(port)
    public = policy is EgressPolicy.PUBLIC_HTTPS
    if not number or (public and (number not in _PORTS or settings.mail_tls == "none")):
        raise CredentialsRejected("address")
    try:
        found = await judged(host, number, policy)
    except EgressRefused:
        raise CredentialsRejected("address") from None
    return Door(host, number, [str(each) for each in found], settings.mail_tls)


class Smtp(smtplib.SMTP):
    """Handing over through a door; raises `ChannelUnreachable` when nobody opens."""

    def __init__(self, way: Door, own_name: str) -> None:
        self._way = way
        super().__init__(way.host, way.port, local_hostname=own_name, timeout=SECONDS)
        if way.tls == "starttls":
            self.starttls(context=ssl.create_default_context())

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return _opened(self._way)


class Imap(imaplib.IMAP4):
    """Reading through a door."""

    def __init__(self, way: Door) -> None:
        self._way = way
        super().__init__(way.host, way.port, timeout=SECONDS)
        if way.tls == "starttls":
            self.starttls(ssl.create_default_context())

    def _create_socket(self, timeout: float | None) -> Any:
        return _opened(self._way)


def _opened(way: Door) -> socket.socket:
    for address in way.addresses:
        try:
            plain = socket.create_connection((address, way.port), timeout=SECONDS)
        except OSError:
            continue
        if way.tls != "tls":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=way.host)
        except OSError:
            plain.close()
            raise ChannelUnreachable("tls") from None
    raise ChannelUnreachable("not_connected")
