"""Free ports for servers that are told theirs before they listen."""

import contextlib
import itertools
import os
import socket

_FIRST, _LAST = 10_000, 30_000
"""Ports that no system gives out by itself: what is free there stays free until we take it."""
_ports = itertools.cycle(range(_FIRST, _LAST))
for _ in range(os.getpid() * 31 % (_LAST - _FIRST)):
    next(_ports)  # each process of a run begins at another one


def a_free_port() -> int:
    """One that nobody listens on now."""
    for port in _ports:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("never")
