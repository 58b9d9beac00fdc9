"""Functions for a confined child that misbehave, each in its own way."""

import os
import sys
import time


def misbehave(request: bytes) -> bytes:
    """Do what the request names; anything else is answered with itself in capitals."""
    if request == b"spin":
        while True:
            pass
    if request == b"grow":
        return b"x" * (4 * 1024 * 1024 * 1024)
    if request == b"sleep":
        time.sleep(3_600)
    if request == b"die":
        os._exit(3)
    if request == b"raise":
        raise ValueError("no")
    if request == b"print":
        sys.stdout.write("not an answer")
        sys.stdout.flush()
    if request == b"bounds":
        return _bounds()
    return request.upper()


def _bounds() -> bytes:
    import resource

    memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    until, _ = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return f"{memory} {until - int(used.ru_utime + used.ru_stime)}".encode()
