"""Many rows in one statement: what stands in the table is what was given, whatever the rows have in common."""

from typing import Any
from uuid import UUID

import pytest

from helpdesk.cases import history
from support.builders import a_message, a_number
from support.world import World
from tenants.doors import tenant_scope

_NAMES = ("actor_kind", "actor_id", "actor_name", "kind", "detail")
_ROWS = (
    "SELECT actor_kind, actor_id, actor_name, kind, detail::text AS detail FROM case_event"
    " WHERE tenant_id = $1 AND kind = 'case.noted'"
)


@pytest.mark.parametrize("count", [1, 7, 8, 40])
@pytest.mark.parametrize("alike", [True, False])
async def test_rows_that_say_the_same_are_stored_like_rows_that_differ(
    world: World, count: int, alike: bool
) -> None:
    await world.arrive(world.district, a_message(a_number(), "antrean"))
    await world.take_in(world.district)
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
    given = [_said(0 if alike else number) for number in range(count)]
    async with tenant_scope(world.district.id) as scope:
        await history.add_rows(scope, [(case_id, scope.now, *row) for row in given])
    stored = await world.district.rows(_ROWS)
    assert sorted((tuple(row[name] for name in _NAMES) for row in stored), key=str) == sorted(given, key=str)


def _said(number: int) -> tuple[Any, ...]:
    person = None if number % 2 else UUID(int=number + 1)
    return ("staff", person, f"Petugas {number}", "case.noted", f'{{"n": {number}}}')
