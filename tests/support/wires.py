"""What clients of the tests trust. To read all authorities costs as much as ten requests, and each client would."""

import ssl
from functools import cache


@cache
def trusted() -> ssl.SSLContext:
    """The usual authorities, read once in a test process."""
    return ssl.create_default_context()
