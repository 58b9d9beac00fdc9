"""Our three cookies: the session, a browser's secret for forms before there is a session, the language.

Over https their names begin with `__Host-`: no neighbouring host name can then set or read them.
"""

from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

Connection = ASGIConnection[Any, Any, Any, Any]
Name = Literal["sahut", "sahut-form", "sahut-lang"]

SESSION: Name = "sahut"
FORM: Name = "sahut-form"
LANGUAGE: Name = "sahut-lang"

_SECONDS = {SESSION: 12 * 60 * 60, FORM: 12 * 60 * 60, LANGUAGE: 365 * 24 * 60 * 60}


def read(connection: Connection, name: Name, *, secure: bool) -> str:
    """What the browser sent, or nothing."""
    return connection.cookies.get(_full(name, secure), "")


def make(name: Name, value: str, *, secure: bool) -> Cookie:
    """A cookie to send; set it only when it changes."""
    return Cookie(
        key=_full(name, secure),
        value=value,
        path="/",
        max_age=_SECONDS[name],
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear(name: Name, *, secure: bool) -> Cookie:
    """Make the browser forget it."""
    return Cookie(
        key=_full(name, secure), value="", path="/", max_age=0, secure=secure, httponly=True, samesite="lax"
    )


def _full(name: Name, secure: bool) -> str:
    return f"__Host-{name}" if secure else name
