"""An answer that breaks off: the connection closes in the middle of it."""

from typing import Any

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send


class BrokenOff(Response[Any]):
    """Promises a body and ends without it."""

    def __init__(self) -> None:
        super().__init__(None)

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        return _Unfinished()


class _Unfinished(ASGIResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"999")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
