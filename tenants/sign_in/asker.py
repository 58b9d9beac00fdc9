"""Who is asking: from a request to a member of staff, to an integrator's key, to a network."""

from typing import Any, Protocol, cast

from litestar import Request

from kit.client_address import Proxies, network_of
from kit.csrf import make_token
from kit.errors import Missing, Unauthenticated
from kit.keys import Keys
from kit.limits import Limits
from kit.settings import Settings
from tenants.directory import store as directory
from tenants.directory.model import LivingSession
from tenants.offices.service import office_by_slug
from tenants.permissions.model import Actor, ActorKind
from tenants.permissions.rules import permissions_of, permissions_of_guest, permissions_of_scopes
from tenants.sessions import service as sessions
from tenants.sign_in import cookies
from tenants.sign_in.model import OtherOffice, SignedIn
from ui.render import Pages

AnyRequest = Request[Any, Any, Any]


class Runtime(Protocol):
    """What the pages and guards of this room find as `app.state.runtime`."""

    @property
    def settings(self) -> Settings: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def limits(self) -> Limits: ...


def runtime_of(connection: cookies.Connection) -> Runtime:
    """The application's runtime."""
    return cast(Runtime, connection.app.state.runtime)


def is_secure(runtime: Runtime) -> bool:
    """Whether this installation is served over https, possibly by a proxy before us."""
    return runtime.settings.base_url.startswith("https://")


async def signed_in(request: AnyRequest) -> SignedIn:
    """The member of staff who asks; raises `Unauthenticated`. One round trip a request, however often asked.

    As a dependency: `Provide(signed_in)`. A route that pages ask by themselves says `opt={"by_itself": True}`:
    the session then runs out as if nobody were there.
    """
    state: dict[str, Any] = cast(Any, request.scope)["state"]
    if "signed_in" not in state:
        runtime = runtime_of(request)
        presented = cookies.read(request, cookies.SESSION, secure=is_secure(runtime))
        by_itself = bool(request.route_handler.opt.get("by_itself"))
        session = await sessions.find(presented, note=not by_itself) if presented else None
        state["signed_in"] = _signed_in(session, runtime.keys, presented) if session else None
    if state["signed_in"] is None:
        raise Unauthenticated("sign_in_needed")
    return cast(SignedIn, state["signed_in"])


async def still_signed_in(request: AnyRequest, signed: SignedIn) -> bool:
    """Whether the session of a long answer lives on, with the same rights; it is not kept alive by asking."""
    runtime = runtime_of(request)
    presented = cookies.read(request, cookies.SESSION, secure=is_secure(runtime))
    found = await sessions.find(presented, note=False)
    return found is not None and found.rights == signed.session.rights


async def asker(request: AnyRequest) -> SignedIn | None:
    """The same for pages that strangers may see, too."""
    try:
        return await signed_in(request)
    except Unauthenticated:
        return None


async def actor_of_tenant(request: AnyRequest, slug: str) -> Actor:
    """The one who asks for a page of an office: `/desk/{slug}/…`, `/admin/{slug}/…`.

    Raises `Unauthenticated`; `OtherOffice` when the session is in another office that the person works
    for; `Missing` for every other office, as for one that does not exist.
    """
    signed = await signed_in(request)
    office = await office_by_slug(slug)
    if office.id == signed.tenant_id:
        return signed.actor
    if any(post.tenant_id == office.id for post in await directory.posts(signed.person_id)):
        raise OtherOffice("other_office", slug=slug)
    raise Missing("office_missing")


async def api_actor(request: AnyRequest) -> Actor:
    """The integrator whose key is in the Authorization header; raises `Unauthenticated`."""
    key = await sessions.find_api_key(request.headers.get("authorization", ""))
    if key is None:
        raise Unauthenticated("api_key_unknown")
    return Actor(
        tenant_id=key.tenant_id,
        kind=ActorKind.API_KEY,
        id=key.key_id,
        name=key.name,
        permissions=permissions_of_scopes(key.scopes),
    )


def network(request: AnyRequest) -> str:
    """What limits count requests of strangers by: the network of the client behind our proxies."""
    proxies = Proxies(runtime_of(request).settings.trusted_proxies)
    peer = request.client.host if request.client else ""
    return network_of(proxies.client(peer, request.headers.getall("x-forwarded-for", [])))


def _signed_in(session: LivingSession, keys: Keys, presented: str) -> SignedIn:
    home = session.home
    actor = Actor(
        tenant_id=session.tenant_id,
        kind=ActorKind.STAFF,
        id=session.membership_id,
        person_id=session.person_id,
        name=f"{session.name} ({home.name})" if home else session.name,
        home=home.name if home else "",
        unit_ids=session.unit_ids,
        roles=frozenset(session.roles),
        permissions=permissions_of_guest(session.roles) if home else permissions_of(session.roles),
    )
    return SignedIn(
        actor=actor,
        tenant_id=session.tenant_id,
        session_id=session.session_id,
        person_id=session.person_id,
        language=session.language,
        theme="" if session.theme == "system" else session.theme,
        csrf_token=make_token(keys.derive("csrf"), presented),
        session=session,
    )
