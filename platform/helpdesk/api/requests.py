"""What every request of the interface has: who asks, in which format, about which version."""

import re
from typing import Annotated, Any, Protocol, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import HeaderParameter

from helpdesk.attachments.links import FileLinks
from helpdesk.channels.accounts import AccountBook
from kit.doorbell import Bell
from kit.errors import Invalid
from kit.files import FileStore
from tenants.permissions.model import Actor
from tenants.sign_in.asker import api_actor

AnyRequest = Request[Any, Any, Any]
Caller = NamedDependency[Actor]
"""The one whose key it is; provided by the router, as are `once` and `tag`."""

_TAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


class Runtime(Protocol):
    """What the routes find as `app.state.runtime`."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def bell(self) -> Bell: ...
    @property
    def file_links(self) -> FileLinks: ...
    @property
    def files(self) -> FileStore: ...


def runtime_of(request: AnyRequest) -> Runtime:
    """The application's runtime."""
    return cast(Runtime, request.app.state.runtime)


async def actor_of(request: AnyRequest) -> Actor:
    """The one whose key is in the Authorization header; raises `Unauthenticated`."""
    return await api_actor(request)


def json_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: 415 for a body that is not JSON, or is compressed."""
    headers = connection.headers
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise HTTPException(status_code=415)
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if has_body and kind != "application/json":
        raise HTTPException(status_code=415)


def provide_tag(
    if_match: Annotated[
        str | None, HeaderParameter(name="If-Match", description="The version of the case, as its ETag.")
    ] = None,
) -> "Tag":
    """The dependency `tag` of routes that change a case."""
    return Tag(if_match)


class Tag:
    """The version of a case that somebody has looked at."""

    def __init__(self, if_match: str | None) -> None:
        self._if_match = if_match

    def version(self, stated: int | None = None, *, needed: bool = False) -> int | None:
        """The version that an act is meant for, from the body or If-Match; none for any version.

        Raises `Invalid` when they differ, and when one is needed and neither is there.
        """
        if self._if_match is None and stated is None and needed:
            raise Invalid("invalid", fields={"version": "required"})
        if self._if_match is None or self._if_match.strip() == "*":
            return stated
        found = _TAG.fullmatch(self._if_match.strip())
        if found is None or (stated is not None and stated != int(found[1])):
            raise Invalid("invalid", fields={"If-Match": "malformed" if found is None else "differs"})
        return int(found[1])
