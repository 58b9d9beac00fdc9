"""Another office's things answer exactly as things that do not exist (T1), on every route there is.

The requests are made from the application's own table of routes: each identifier in path, query and body is
asked for once as a thing of another office and once as nothing at all, and the two answers are compared byte
for byte. A route with an identifier that this file does not know fails, and so does one without a body here.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from difflib import unified_diff
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute

from helpdesk.api.routes import PATH as API
from helpdesk.attachments.store import add_stored
from helpdesk.cases.numbers import new_number
from helpdesk.desk.deeds import DEEDS
from kit.csrf import FIELD, make_token
from kit.ids import uuid7
from kit.settings import Settings
from support.integrators import BASE, House, open_house
from support.world import Place
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role
from tenants.sessions.service import begin

DEED = {"deed": [*DEEDS, "reveal"]}
"""Path parameters that are words of ours, and all of the words."""

IN_PATH = {"number": "number", "file_id": "file", "slug": "slug"}
"""Path parameters that name things."""

NO_THINGS = {
    "digest": "of a static file, the same for everybody",
    "name": "of a static file",
    "token": "of a one-time link: who has it, may use it (test_t37_links.py)",
    "kind": "of report: a word of the portal",
    "path": "below the description of the interface",
}
"""Path parameters that name nothing of an office."""

PUBLIC = ("/t/",)
"""Below it the office's slug is printed on posters; what it opens needs number and PIN (T34)."""

MACHINES = ("/health", "/metrics")
"""Figures about the installation; nothing in them is per office."""

FIELDS = {
    "unit_id": "unit",
    "unit": "unit",
    "facility_id": "unit",
    "facility": "unit",
    "assignee_id": "member",
    "assignee": "member",
    "original": "number",
    "number": "number",
    "q": "number",
    "office": "slug",
    "remove": "file",
}
"""Fields of queries, bodies and forms that name things."""

QUERIES = {
    f"{API}/cases": {"unit_id": "", "q": ""},
    "/desk/{slug}/cases": {"unit": "", "q": ""},
    "/switch": {"office": ""},
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /cases": {"kind": "complaint", "source": "phone", "text": "Halo", "facility_id": ""},
    "PATCH /cases/{number}": {"version": 1, "title": "Halo", "facility_id": ""},
    "POST /cases/{number}/verify": {"kind": "complaint"},
    "POST /cases/{number}/assign": {"assignee_id": ""},
    "POST /cases/{number}/duplicate": {"original": ""},
    "POST /cases/{number}/dispositions": {"unit_id": "", "instruction": "Mohon dicek"},
    "POST /cases/{number}/escalations": {"to": "", "reason": "Mohon bantuan"},
    "POST /cases/{number}/messages": {"text": "Halo"},
    **{
        f"POST /cases/{{number}}/{act}": {}
        for act in ("take", "wait", "resolve", "reopen", "close", "reject", "spam", "register")
    },
}
"""What the interface's routes take, beneath its path. Empty fields are filled with things."""

FORMS: dict[str, tuple[str, ...]] = {
    "/sign-in": (),
    "/sign-out": (),
    "/switch": ("office",),
    "/preferences": (),
    "/password": (),
    "/welcome/{token}": (),
    "/desk/{slug}/new": ("facility",),
    **{f"/desk/{{slug}}/cases/{{number}}/{name}": deed.fields for name, deed in DEEDS.items()},
    "/desk/{slug}/cases/{number}/reveal": ("reason",),
    "/t/{slug}/new/{kind}/text": (),
    "/t/{slug}/new/{kind}/where": ("facility",),
    "/t/{slug}/new/{kind}/files": ("remove",),
    "/t/{slug}/new/{kind}/contact": (),
    "/t/{slug}/new/{kind}/check": (),
    "/t/{slug}/new/{kind}/discard": (),
    "/t/{slug}/track": ("number", "pin"),
    "/t/{slug}/track/leave": (),
    "/t/{slug}/track/report/messages": (),
    "/t/{slug}/track/report/reopen": (),
    "/t/{slug}/track/report/rating": (),
}
"""The fields of each form of a page; of those that name nothing, only what is needed."""
TYPED = {
    "kind": "complaint",
    "text": "Halo",
    "title": "Halo",
    "reason": "Mohon bantuan",
    "instruction": "Mohon dicek",
    "source": "phone",
    "tracking_id": "1234567",
    "pin": "000000",
}
"""What stands in fields that name nothing."""

_OF_THE_MOMENT = re.compile(
    r"nonce[=-][\"']?[\w-]+|name=\"_csrf_token\" value=\"[^\"]*\"|x-csrftoken\": \"[^\"]*|\d{4}-\d\d-\d\dT[\d:.+Z-]+"
    r"|name=\"(?:key|seen)\" value=\"[^\"]*\""
)
_NOT_COMPARED = {"x-request-id", "content-length", "set-cookie"}


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_house(database_urls) as opened:
        yield opened


class Things(NamedTuple):
    """One thing of each kind."""

    slug: str
    number: str
    unit: str
    member: str
    file: str


class Ask(NamedTuple):
    """One request; `named` are the parts of path and fields that name somebody else's things."""

    method: str
    path: str
    named: frozenset[str]
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path} with another's {', '.join(sorted(self.named))}"

    def filled(self, own: Things, other: Things) -> Mapping[str, str]:
        """Path and fields with one's own things, and the other's where they are named."""
        path = {name: getattr(other if name in self.named else own, kind) for name, kind in IN_PATH.items()}
        fields = {name: getattr(other, kind) for name, kind in FIELDS.items() if name in self.named}
        return path | fields


def asks(house: House) -> Iterator[Ask]:
    """Every request there is to try."""
    for route, method in _routes(house):
        handler = route.route_handler_map[method][0]
        things = {name for name in route.path_parameters if name in IN_PATH}
        public = route.path_format.startswith(PUBLIC)
        for path in _worded(route.path_format):
            fields = _fields(path, method, handler)
            for name in things - {"slug"}:
                yield Ask(method, path, frozenset({name}), fields)
            if "slug" in things and not public:
                yield Ask(method, path, frozenset(things), fields)
            for field in FIELDS.keys() & fields.keys():
                yield Ask(method, path, frozenset({field}), fields)


def _routes(house: House) -> Iterator[tuple[HTTPRoute, Any]]:
    for route in house.app.routes:
        if isinstance(route, HTTPRoute):
            yield from ((route, method) for method in sorted(route.methods - {"OPTIONS", "HEAD"}))


def _worded(path: str) -> list[str]:
    """The path with each word of ours that it may hold."""
    return [path.replace("{deed}", deed) for deed in DEED["deed"]] if "{deed}" in path else [path]


def _fields(path: str, method: str, handler: Any) -> Mapping[str, Any]:
    if method == "GET":
        return QUERIES.get(path, {})
    if not path.startswith(API):
        assert path in FORMS, f"{path} is new: tell its fields here"
        return {field: TYPED.get(field, "") for field in FORMS[path]}
    line = f"{method} {path.removeprefix(API)}"
    assert line in BODIES, f"{line} is new: give it a body here"
    declared = handler.parsed_fn_signature.parameters.get("data")
    ids = set(_uuids(declared.annotation if declared else None))
    assert ids <= FIELDS.keys() & BODIES[line].keys(), f"{line} takes ids that are not tried here"
    return BODIES[line]


def _uuids(body: Any) -> Iterator[str]:
    """Fields of a body that are ids."""
    for each in (body, *getattr(body, "__args__", ())):
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            yield from (f.name for f in msgspec.structs.fields(each) if "UUID" in str(f.type))


async def _things(house: House, office: Place, member: Actor) -> Things:
    """A case with a file, a unit and a member of one office."""
    case = await house.case(office=office)
    file_id = uuid7()
    key = house.runtime.files.put(office.id, b"%PDF-1.7")
    async with tenant_scope(office.id) as scope:
        await add_stored(scope, file_id, "surat.pdf", "application/pdf", 8, "", key)
        await scope.execute(
            "UPDATE attachment SET case_id = $3 WHERE tenant_id = $1 AND id = $2", office.id, file_id, case.id
        )
    unit = str(office.units["Puskesmas Batang I"])
    return Things(office.slug, case.number, unit, str(member.id), str(file_id))


class Asker:
    """Somebody of an office with every right, at the desk and by key."""

    def __init__(self, house: House, key: str, secret: str) -> None:
        self._keyed = house.client(key, path="")
        self._signed = house.client(path="")
        self._signed.headers["cookie"] = f"sahut={secret}"
        self._token = make_token(house.runtime.keys.derive("csrf"), secret)

    async def send(
        self, method: str, path: str, things: Mapping[str, str], fields: Mapping[str, Any]
    ) -> httpx.Response:
        """Ask with these things in path and fields; empty fields that are not named are left out."""
        path = path.format_map({**dict.fromkeys(NO_THINGS, "complaint"), **things})
        sent = {name: things.get(name, value) for name, value in fields.items()}
        sent = {name: value for name, value in sent.items() if value != ""}
        if method == "GET":
            client = self._keyed if path.startswith(API) else self._signed
            return await client.get(path, params=sent)
        if path.startswith(API):
            return await self._keyed.request(method, path, json=sent)
        form = sent | {FIELD: self._token, "version": "1"}
        return await self._signed.request(method, path, data=form, headers={"origin": BASE})

    async def close(self) -> None:
        await self._keyed.aclose()
        await self._signed.aclose()


async def _told(asker: Asker, ask: Ask, own: Things, other: Things) -> tuple[int, dict[str, str], str]:
    """What the answer tells, without what was asked and what differs from moment to moment."""
    things = ask.filled(own, other)
    answer = await asker.send(ask.method, ask.path, things, ask.fields)

    def masked(text: str) -> str:
        for value in sorted({*own, *things.values()}, key=len, reverse=True):
            text = text.replace(value, "…")
        return _OF_THE_MOMENT.sub("…", text)

    headers = {name: masked(value) for name, value in answer.headers.items() if name not in _NOT_COMPARED}
    return answer.status_code, headers, masked(answer.text)


def _difference(foreign: str, missing: str) -> str:
    return "\n".join(unified_diff(foreign.splitlines(), missing.splitlines(), lineterm="", n=0))[:2000]


async def _rows(office: Place) -> Any:
    """What would show that somebody changed something there."""
    return await office.rows(
        "SELECT (SELECT string_agg(c::text, '|' ORDER BY c.id) FROM cases c WHERE c.tenant_id = $1) AS cases,"
        " (SELECT count(*) FROM case_event WHERE tenant_id = $1) AS events,"
        " (SELECT count(*) FROM message WHERE tenant_id = $1) AS messages,"
        " (SELECT count(*) FROM audit_entry WHERE tenant_id = $1) AS audited,"
        " (SELECT count(*) FROM outbox WHERE tenant_id = $1) AS told"
    )


@asynccontextmanager
async def _somebody(house: House, office: Place) -> AsyncIterator[tuple[Actor, Asker]]:
    """A supervisor of an office, signed in, with a key that has every scope."""
    member = await house.world.staff(office, Role.SUPERVISOR)
    assert member.id is not None
    assert member.person_id is not None
    secret = await begin(Post(tenant_id=office.id, membership_id=member.id), member.person_id)
    asker = Asker(house, await house.key(office=office), secret)
    try:
        yield member, asker
    finally:
        await asker.close()


async def test_another_office_s_things_answer_as_missing_ones(house: House) -> None:
    victim, here = house.world.district, house.world.neighbour
    foreign = await _things(house, victim, await house.world.staff(victim))
    before = await _rows(victim)
    tried = 0
    async with _somebody(house, here) as (thief, asker):
        for ask in asks(house):
            own = await _things(house, here, thief)
            missing = Things(
                "tidak-ada", new_number(foreign.number.split("-")[0]), *(str(uuid7()) for _ in range(3))
            )
            told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            if told[0] != told[1]:  # a minute may have passed between the two
                told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            assert told[0] == told[1], f"{ask}:\n{_difference(told[0][2], told[1][2])}"
            assert told[0][0] < 500, f"{ask}"
            tried += 1
    assert tried >= 40
    assert await _rows(victim) == before


async def test_the_same_requests_reach_one_s_own_things(house: House) -> None:
    """Otherwise the comparison above would compare two refusals that have another reason."""
    here = house.world.neighbour
    async with _somebody(house, here) as (member, asker):
        for ask in asks(house):
            own = await _things(house, here, member)
            answer = await asker.send(ask.method, ask.path, ask.filled(own, own), ask.fields)
            if not ask.path.startswith(PUBLIC):
                assert answer.status_code not in (401, 403, 404), f"{ask}: {answer.text[:300]}"


async def test_nothing_of_another_office_stands_in_any_answer(house: House) -> None:
    """Lists, searches, counts and the feed: nobody asks for the thing by name, and it does not come by itself."""
    victim, here = house.world.district, house.world.neighbour
    case = await house.case("Kenari kuning", office=victim, name="Kenari Merah")
    await house.case(office=here)
    for office in (victim, here):
        await house.world.dispatch(office)
    async with _somebody(house, here) as (member, asker):
        own = await _things(house, here, member)
        paths = {ask.path for ask in asks(house) if ask.method == "GET"}
        paths |= {route.path_format for route, method in _routes(house) if method == "GET"}
        for path in sorted(paths):
            for word in ("", "kenari", "merah", "081255501234", case.number):
                answer = await asker.send("GET", path, ask_for(own), {"q": word} if word else {})
                told = answer.text.lower().replace(word.lower() or "\0", "")
                for canary in ("kenari", "merah", case.number.lower(), str(case.id)):
                    assert canary not in told, f"{path}?q={word}"


def ask_for(own: Things) -> Mapping[str, str]:
    """One's own things in a path."""
    return {name: getattr(own, kind) for name, kind in IN_PATH.items()}


def test_every_identifier_in_a_path_is_known(house: House) -> None:
    known = IN_PATH.keys() | NO_THINGS.keys() | DEED.keys()
    unknown = {
        f"{{{name}}} of {route.path_format}"
        for route, _ in _routes(house)
        for name in route.path_parameters
        if name not in known
    }
    assert not unknown, f"tell in this file what these name: {sorted(unknown)}"
