"""A small application with the real front door: sign-in, sessions, forms, headers; and people to try it."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
from argon2 import PasswordHasher
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from redis.asyncio import Redis

from kit.errors import Forbidden, Invalid, Missing, Refusal, TooMany, Unauthenticated
from kit.headers import ExactHosts, Headers
from kit.ids import uuid7
from kit.keys import Keys
from kit.limits import Limits
from kit.settings import Settings
from support.applications import lent
from support.fresh_words import fresh_word
from tenants.directory import store as directory
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.offices import service as offices
from tenants.people import service as people
from tenants.people.model import NewMember
from tenants.permissions.model import Role, system
from tenants.sign_in.asker import actor_of_tenant, api_actor, signed_in
from tenants.sign_in.forms import guard_forms
from tenants.sign_in.model import OtherOffice
from tenants.sign_in.routes import sign_in_router
from tenants.sign_in.rules import sign_in_address, switch_address
from ui.assets import Assets
from ui.i18n import shipped
from ui.render import Pages
from wiring.rooms import TEMPLATES

PASSWORD = "tujuh gajah menari pelan"
NEW_PASSWORD = "sembilan perahu kertas biru"


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with PASSWORD and one post."""

    tenant_id: int
    slug: str
    person_id: UUID
    email: str
    password: str = PASSWORD


class Runtime(msgspec.Struct, frozen=True, kw_only=True):
    """What the room finds as `app.state.runtime`."""

    settings: Settings
    keys: Keys
    pages: Pages
    redis: Redis
    limits: Limits


class Browser:
    """A client that keeps cookies and fills in tokens, as a browser does."""

    def __init__(self, app: Any, base_url: str, address: str) -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 50000))
        self.http = httpx.AsyncClient(transport=transport, base_url=base_url)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def send(self, page: str, **fields: str) -> httpx.Response:
        """Open the page, fill its form in and post it to the same address."""
        return await self.post(page, await self.token(page), **fields)

    async def post(self, to: str, token: str, **fields: str) -> httpx.Response:
        """Post a form as a page of ours would."""
        return await self.raw_post(to, {"origin": self.origin}, _csrf_token=token, **fields)

    async def raw_post(self, to: str, headers: dict[str, str], **fields: str) -> httpx.Response:
        """Post a form with these headers."""
        return await self.http.post(to, data=fields, headers=headers)

    @property
    def origin(self) -> str:
        return str(self.http.base_url).rstrip("/")

    async def token(self, page: str) -> str:
        found = re.search(r'name="_csrf_token" value="([^"]+)"', (await self.get(page)).text)
        assert found, f"{page} has no form"
        return found[1]

    async def sign_in(self, staff: Staff, password: str = "", **fields: str) -> httpx.Response:
        return await self.send("/sign-in", email=staff.email, password=password or staff.password, **fields)

    @property
    def session(self) -> str:
        """The session cookie, or nothing."""
        return self.http.cookies.get("__Host-sahut") or self.http.cookies.get("sahut") or ""


class Door:
    """The application, and ways to furnish it."""

    def __init__(self, settings: Settings, redis: Redis, pages: Pages) -> None:
        keys = Keys([secrets.token_bytes(32)])
        limits = Limits(redis, secret=keys.derive("limits"))
        self.settings = settings
        self.limits = limits
        self.runtime = Runtime(settings=settings, keys=keys, pages=pages, redis=redis, limits=limits)
        self.app = _application(self.runtime)

    def browser(self, address: str = "203.0.113.7", base_url: str = "") -> Browser:
        return Browser(self.app, base_url or self.settings.base_url, address)

    async def office(self) -> tuple[int, str]:
        """A new office: its id and slug."""
        owner = await asyncpg.connect(self.settings.owner_url)
        try:
            word = await fresh_word(owner)
            tenant_id: int = await owner.fetchval(
                "INSERT INTO tenant (uid, slug, code, name, desk_name, level, timezone)"
                " VALUES ($1, $2, $3, $4, $5, 'district', 'Asia/Jakarta') RETURNING id",
                uuid7(),
                word,
                word[:5].upper(),
                f"Dinas {word}",
                f"Halo {word}",
            )
        finally:
            await owner.close()
        offices.forget()
        return tenant_id, word

    async def staff(self, *roles: Role, at: tuple[int, str] | None = None, email: str = "") -> Staff:
        """Somebody new in a new office, or in the one given; or somebody known in a further office."""
        tenant_id, slug = at or await self.office()
        address = email or f"{secrets.token_hex(6)}@kantor.example"
        new = NewMember(email=address, name="Dewi Anjani", roles=roles or (Role.AGENT,))
        person = await people.add_member(system(tenant_id), new)
        if not email:
            await directory.set_password(person.id, hashed(PASSWORD))
        return Staff(tenant_id=tenant_id, slug=slug, person_id=person.id, email=address)

    async def audited(self, staff: Staff) -> list[str]:
        """Actions in the audit log of the office, the oldest first."""
        async with tenant_scope(staff.tenant_id, read_only=True) as scope:
            rows = await scope.fetch(
                "SELECT action FROM audit_entry WHERE tenant_id = $1 ORDER BY at, id", staff.tenant_id
            )
        return [row["action"] for row in rows]


@asynccontextmanager
async def front_door(
    settings: Settings, redis_url: str, base_url: str = "https://sahut.example"
) -> AsyncIterator[Door]:
    """Open the doors as the web role, and the application around them."""
    settings = msgspec.structs.replace(settings, base_url=base_url)
    redis = Redis.from_url(redis_url)
    await open_gate(settings.web_url, most=8)
    try:
        yield Door(settings, redis, _pages())
    finally:
        await close_gate()
        await redis.aclose()


@cache
def hashed(password: str) -> str:
    """A hash of the kind that the product makes, made once per process."""
    return PasswordHasher(time_cost=2, memory_cost=24 * 1024, parallelism=1).hash(password)


@cache
def _pages() -> Pages:
    return Pages({"sign_in": TEMPLATES["sign_in"]}, Assets(), shipped())


@cache
def _routed() -> Litestar:
    return Litestar(
        route_handlers=[sign_in_router, who, desk_page, change, hook, machine],
        guards=[guard_forms],
        exception_handlers={Refusal: _refused},
        openapi_config=None,
    )


def _application(runtime: Runtime) -> Any:
    hosts = ExactHosts(lent(_routed(), runtime), base_url=runtime.settings.base_url)
    return Headers(hosts, secure=runtime.settings.base_url.startswith("https://"))


@get("/who")
async def who(request: Request[Any, Any, Any]) -> dict[str, Any]:
    signed = await signed_in(request)
    return {"tenant": signed.tenant_id, "name": signed.actor.name, "rights": sorted(signed.actor.permissions)}


@get("/desk/{slug:str}/cases")
async def desk_page(request: Request[Any, Any, Any], slug: FromPath[str]) -> dict[str, Any]:
    return {"tenant": (await actor_of_tenant(request, slug)).tenant_id}


@post("/desk/{slug:str}/change", status_code=200)
async def change(request: Request[Any, Any, Any], slug: FromPath[str]) -> dict[str, Any]:
    return {"tenant": (await actor_of_tenant(request, slug)).tenant_id}


@post("/hooks/some", opt={"csrf": False}, status_code=200)
async def hook() -> str:
    return "taken"


@get("/api/me")
async def machine(request: Request[Any, Any, Any]) -> dict[str, Any]:
    actor = await api_actor(request)
    return {"tenant": actor.tenant_id, "rights": sorted(actor.permissions)}


def _refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    path = request.url.path
    if isinstance(refusal, OtherOffice):
        return Redirect(switch_address(refusal.details["slug"], path), status_code=303)
    if isinstance(refusal, Unauthenticated) and not path.startswith("/api"):
        return Redirect(sign_in_address(path), status_code=303)
    statuses = {Missing: 404, Forbidden: 403, Unauthenticated: 401, Invalid: 422, TooMany: 429}
    return Response({"code": refusal.code}, status_code=statuses[type(refusal)])
