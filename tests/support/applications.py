"""The product's pages as it puts them together: made once in a test process, and lent to one world after the other."""

from functools import cache
from typing import Any

from litestar import Litestar, Router

from kit.headers import Headers
from tenants.sign_in.forms import guard_forms
from wiring.problems import exception_handlers

BODY = 64 * 1024
"""Bytes that a request may have where a page does not say otherwise, as in the product."""


def lent(app: Litestar, runtime: Any) -> Litestar:
    """The application, which now works for this runtime only."""
    app.state.runtime = runtime
    return app


def guarded(runtime: Any, *routes: Any) -> Any:
    """These pages with the guard of forms and the headers, at work for this runtime."""
    return Headers(lent(_guarded(routes), runtime), secure=False)  # type: ignore[arg-type]


@cache
def _guarded(routes: tuple[Any, ...]) -> Litestar:
    pages = Router("/", route_handlers=routes, guards=[guard_forms])
    return Litestar(
        [pages], exception_handlers=exception_handlers(), openapi_config=None, request_max_body_size=BODY
    )
