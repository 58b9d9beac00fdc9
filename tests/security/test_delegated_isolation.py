"""Somebody with desks in two offices reaches, from the one, nothing of the other (T1): each route, each identifier."""

import pytest

from helpdesk.api.routes import PATH as API
from helpdesk.cases.numbers import new_number
from kit.ids import uuid7
from security.test_foreign_objects import _asked, _difference, _rows, _things, _told
from support.asker import Asker
from support.integrators import House
from support.lending import Lent, agreed
from support.things import PUBLIC, Things
from support.world import Place
from tenants.directory import store as directory
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from tenants.sessions.service import begin


async def asker_at(house: House, lent: Lent, place: Place) -> Asker:
    """The lent person with a session at one of the two desks, and that office's own key."""
    assert lent.guest.person_id
    [post] = [each for each in await directory.posts(lent.guest.person_id) if each.tenant_id == place.id]
    return Asker(house, await house.key(office=place), await begin(post, lent.guest.person_id))


@pytest.mark.parametrize("at", ["host", "home"])
async def test_the_other_desk_s_things_answer_as_missing_ones(house: House, at: str) -> None:
    lent = await agreed(house.world, Role.SUPERVISOR)
    here, other = (lent.host, lent.home) if at == "host" else (lent.home, lent.host)
    foreign = await _things(house, other)
    missing = Things(
        "tidak-ada", new_number(foreign.number.split("-")[0]), *(str(uuid7()) for _ in Things._fields[2:])
    )
    before, tried = await _rows(other), 0
    asker = await asker_at(house, lent, here)
    try:
        async for ask, own in _asked(house, here):
            if {"slug", "office"} & ask.named or ask.path.startswith((API, PUBLIC)):
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


async def test_the_other_desk_s_pages_are_only_reached_by_changing_desks(house: House) -> None:
    lent = await agreed(house.world, Role.SUPERVISOR)
    for here, other in ((lent.host, lent.home), (lent.home, lent.host)):
        asker = await asker_at(house, lent, here)
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
