"""An answer that breaks off: the connection closes in the middle of it."""

from typing import Any

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

ANNOUNCED = 4096
"""Bytes that are promised and never come, so that the server closes the connection."""


def broken_off() -> Response[Any]:
    """A response that promises a body and ends without it."""
    return _Broken(None)


class _Broken(Response[Any]):
    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        return _Unfinished()


class _Unfinished(ASGIResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = str(ANNOUNCED).encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", length)],
            }
        )
