"""Another office's things answer exactly as things that do not exist (T1), on every route there is.

The requests are made from the application's own table of routes: each identifier in path, query and body is
asked for once as a thing of another office and once as nothing at all, and the two answers are compared byte
for byte. What the requests are, and what a new route must tell about itself, stands in support/things.py and
support/thing_fields.py.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from difflib import unified_diff
from typing import Any

import pytest

from helpdesk.api.routes import PATH as API
from helpdesk.cases.numbers import new_number
from kit.ids import uuid7
from support.asker import Asker
from support.integrators import House
from support.lending import Lent, agreed
from support.one_of_each import things_of
from support.people_asked import GUESTS_ONLY
from support.things import DEED, IN_PATH, MACHINES, NO_THINGS, PUBLIC, Ask, Things, asks, routes_of, worded
from support.world import Place
from tenants.directory import store as directory
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from tenants.sessions.service import begin

_OF_THE_MOMENT = re.compile(
    r"nonce[=-][\"']?[\w-]+|name=\"_csrf_token\" value=\"[^\"]*\"|data-csrf=\"[^\"]*|\d{4}-\d\d-\d\dT[\d:.+Z-]+"
    r"|<span class=\"num\">[0-9a-f]{16}</span>|name=\"(?:key|seen)\" value=\"[^\"]*\"|data-since=\"\d+\""
    # Remembered for seconds, and the reader's own: which round runs, what is announced, how much lies in a folder.
    r"|class=\"round\" href=\"[^\"]*\"|announcements#[^\"]+\"|dan \d+ lagi<|<span class=\"count num[^>]*>[^<]*</span>"
)
_AUTHORS_ONLY = {("POST", "/desk/{slug}/cases/{number}/attachments", frozenset({"remove"})), *GUESTS_ONLY}
"""A draft's files are its author's, not every colleague's (tests/database/test_drafts.py)."""
_HEADS_ONLY = ("/admin/{slug}/offices", "/admin/{slug}/announcements", "/admin/{slug}/relations/")
"""Only an office with others below it has the first two (tests/web/test_admin_offices.py, test_announcements.py); the
third names another office, which nobody keeps secret (tests/web/test_admin_relations.py)."""
_NOT_COMPARED = {"x-request-id", "content-length", "set-cookie"}


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
        " (SELECT string_agg(r::text, '|' ORDER BY r.id) FROM monitoring_round r WHERE r.tenant_id = $1) AS rounds,"
        " (SELECT string_agg(l::text, '|' ORDER BY l.id) FROM round_line l WHERE l.tenant_id = $1) AS lines,"
        " (SELECT string_agg(p::text, '|' ORDER BY p.id) FROM phone_call p WHERE p.tenant_id = $1) AS calls,"
        " (SELECT p::text FROM round_plan p WHERE p.tenant_id = $1) AS plan,"
        " (SELECT count(*) FROM outbox WHERE tenant_id = $1) AS told,"
        " (SELECT string_agg(k::text, '|' ORDER BY k.id) FROM contact k WHERE k.tenant_id = $1) AS contacts,"
        " (SELECT string_agg(g::text, '|' ORDER BY g.id) FROM contact_merge g WHERE g.tenant_id = $1) AS merges,"
        " (SELECT count(*) FROM consent WHERE tenant_id = $1) AS consents,"
        " (SELECT string_agg(d::text, '|' ORDER BY d.id) FROM delegation d WHERE d.tenant_id = $1) AS delegations,"
        " (SELECT string_agg(i::text, '|' ORDER BY i.id) FROM sheet_import i WHERE i.tenant_id = $1) AS sheets,"
        " (SELECT string_agg(m::text, '|' ORDER BY m.id) FROM membership m WHERE m.tenant_id = $1) AS members"
    )


@asynccontextmanager
async def _somebody(house: House, office: Place) -> AsyncIterator[Asker]:
    """A supervisor and administrator of an office, signed in, with a key that has every scope."""
    member = await house.world.staff(office)
    assert member.id is not None
    assert member.person_id is not None
    roles = [Role.SUPERVISOR.value, Role.ADMINISTRATOR.value]
    await office.change("UPDATE membership SET roles = $2 WHERE tenant_id = $1 AND id = $3", roles, member.id)
    secret = await begin(Post(tenant_id=office.id, membership_id=member.id), member.person_id)
    asker = Asker(house, await house.key(office=office), secret)
    try:
        yield asker
    finally:
        await asker.close()


async def _asked(house: House, office: Place) -> AsyncIterator[tuple[Ask, Things]]:
    """Every request, and things of one's own that no request before it can have changed: none but a GET has."""
    own: Things | None = None
    for ask in asks(house):
        own = own or await things_of(house, office)
        yield ask, own
        own = own if ask.method == "GET" else None


async def test_another_office_s_things_answer_as_missing_ones(house: House) -> None:
    victim, here = house.world.district, house.world.neighbour
    foreign = await things_of(house, victim)
    ids = [str(uuid7()) for _ in Things._fields[2:]]
    missing = Things("tidak-ada", new_number(foreign.number.split("-")[0]), *ids)
    before = await _rows(victim)
    tried = 0
    async with _somebody(house, here) as asker:
        async for ask, own in _asked(house, here):
            told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            if told[0] != told[1]:  # a minute may have passed between the two
                told = [await _told(asker, ask, own, other) for other in (foreign, missing)]
            assert told[0] == told[1], f"{ask}:\n{_difference(told[0][2], told[1][2])}"
            assert told[0][0] < 500, f"{ask}"
            tried += 1
    assert tried >= 40
    assert await _rows(victim) == before


async def _lent_person(house: House, lent: Lent, place: Place) -> Asker:
    """The lent person with a session at one of the two desks, and that office's own key."""
    assert lent.guest.person_id
    [post] = [each for each in await directory.posts(lent.guest.person_id) if each.tenant_id == place.id]
    return Asker(house, await house.key(office=place), await begin(post, lent.guest.person_id))


@pytest.mark.parametrize("at", ["host", "home"])
async def test_a_lent_person_reaches_from_one_desk_nothing_of_the_other(house: House, at: str) -> None:
    lent = await agreed(house.world, Role.SUPERVISOR)
    here, other = (lent.host, lent.home) if at == "host" else (lent.home, lent.host)
    foreign = await things_of(house, other)
    missing = Things(
        "tidak-ada", new_number(foreign.number.split("-")[0]), *(str(uuid7()) for _ in Things._fields[2:])
    )
    before, tried = await _rows(other), 0
    asker = await _lent_person(house, lent, here)
    try:
        async for ask, own in _asked(house, here):
            if {"slug", "office"} & ask.named or ask.path.startswith((API, *PUBLIC)):
                continue  # where the person works is no secret to the person; keys are nobody's
            told = [await _told(asker, ask, own, each) for each in (foreign, missing)]
            if told[0] != told[1]:  # a minute may have passed between the two
                told = [await _told(asker, ask, own, each) for each in (foreign, missing)]
            assert told[0] == told[1], f"{ask}:\n{_difference(told[0][2], told[1][2])}"
            assert told[0][0] < 500, f"{ask}"
            tried += 1
    finally:
        await asker.close()
    assert tried >= 40
    assert await _rows(other) == before


async def test_a_lent_person_comes_to_the_other_desk_only_by_changing_desks(house: House) -> None:
    lent = await agreed(house.world, Role.SUPERVISOR)
    for here, other in ((lent.host, lent.home), (lent.home, lent.host)):
        asker = await _lent_person(house, lent, here)
        for path in ("cases", "overview", "guests", "contacts", "calls", "live/list", "duties"):
            answer = await asker.send("GET", f"/desk/{other.slug}/{path}", {}, {})
            assert answer.status_code in (303, 409), path
            assert answer.headers.get("location", "/switch").startswith("/switch"), path
        await asker.close()


async def test_row_security_shows_each_office_its_own_row_of_an_agreement_only(house: House) -> None:
    lent = await agreed(house.world)
    for place, side in ((lent.host, "host"), (lent.home, "home")):
        async with tenant_scope(place.id, read_only=True) as scope:
            rows = await scope.fetch("SELECT side FROM delegation WHERE id = $1", lent.id)
        assert [row["side"] for row in rows] == [side]
    async with tenant_scope(house.world.neighbour.id, read_only=True) as scope:
        assert await scope.fetch("SELECT FROM delegation") == []
        assert await scope.fetch("SELECT FROM person WHERE id = $1", lent.guest.person_id) == []


async def test_the_same_requests_reach_one_s_own_things(house: House) -> None:
    """Otherwise the comparison above would compare two refusals that have another reason."""
    here = house.world.neighbour
    async with _somebody(house, here) as asker:
        async for ask, own in _asked(house, here):
            answer = await asker.send(ask.method, ask.path, ask.filled(own, own), ask.fields)
            mine = (ask.method, ask.path, ask.named) not in _AUTHORS_ONLY
            if mine and not ask.path.startswith((*PUBLIC, *_HEADS_ONLY)):
                assert answer.status_code not in (401, 403, 404), f"{ask}: {answer.text[:300]}"


async def test_nothing_of_another_office_stands_in_any_answer(house: House) -> None:
    """Lists, searches, counts and the feed: nobody asks for the thing by name, and it does not come by itself."""
    victim, here = house.world.district, house.world.neighbour
    case = await house.case("Kenari lembayung", office=victim, name="Kenari Jingga")
    await house.case(office=here)
    for office in (victim, here):
        await house.world.dispatch(office)
    async with _somebody(house, here) as asker:
        own = await things_of(house, here)
        routes = [route.path_format for route, method in routes_of(house) if method == "GET"]
        for path in (path for route in routes for path in worded(route) if not path.startswith(MACHINES)):
            for word in ("", "kenari", "jingga", "081255501234", case.number):
                answer = await asker.send("GET", path, own.in_path(), {"q": word} if word else {})
                told = answer.text.lower().replace(word.lower() or "\0", "")
                for canary in ("lembayung", "jingga", case.number.lower(), str(case.id)):
                    assert canary not in told, f"{path}?q={word}"


def test_every_identifier_in_a_path_is_known(house: House) -> None:
    known = IN_PATH.keys() | NO_THINGS.keys() | DEED.keys()
    unknown = {
        f"{{{name}}} of {route.path_format}"
        for route, _ in routes_of(house)
        for name in route.path_parameters
        if name not in known
    }
    assert not unknown, f"tell in support/thing_fields.py what these name: {sorted(unknown)}"
