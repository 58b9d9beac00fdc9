"""Erasing a citizen leaves none of their words anywhere in the office: planted in every text that hangs on a case."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import erasing
from kit.settings import Settings
from support.filled import fill, word
from support.reaching import columns_with, plant, reached_from
from support.servers import Servers
from support.world import World
from tenants.permissions.model import Role
from wiring.forgetting import forget_due
from kit.embedded import EmbeddedPostgres

WORD = "zkenangan"


@pytest.fixture
async def everything(servers: Servers, database_urls: Settings) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """A connection that no policy holds."""
    name = urlsplit(database_urls.owner_url).path[1:]
    connection = await asyncpg.connect(EmbeddedPostgres(Path(servers.postgres)).url("postgres", name))
    yield connection
    await connection.close()


STOPS = {
    **dict.fromkeys(("tenant", "unit", "membership", "account", "topic"), "the office itself"),
    **dict.fromkeys(("sheet_import", "monitoring_round"), "of many cases"),
}
OURS: set[str] = {*(f"cases.{n}" for n in ("number","kind","state","grade","priority","channel")), "clock.value", "letter.kind"}
STAYS: dict[str, str] = {}


async def test_nothing(world: World, everything: "asyncpg.Connection[Any]") -> None:
    place = world.district
    number = await fill(world, place, world.province)
    boss = await world.staff(place, Role.SUPERVISOR)
    await cases.close(boss, number, version=None)
    await world.work()
    case_id = await place.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    reached = await reached_from(everything, place.id, case_id, set(STOPS), {"contact_pair", "contact_merge"})
    print({k: len(v) for k, v in reached.items()})
    planted = await plant(everything, reached, WORD, OURS)
    print(sorted(planted))
    await erasing.keep(boss, number, "", version=None)
    await erasing.erase(boss, number, "request", version=None)
    await world.work()
    await forget_due(place.id, files=world.files)
    left = await columns_with(everything, place.id, WORD)
    print("LEFT", sorted(left))
    said = [word(place, each) for each in ("told", "citizen", "answer", "instruction", "note", "leftout", "filed", "reason")]
    print("SAID", sorted(await columns_with(everything, place.id, *said)))
    assert left == set(STAYS)
