"""`sahut office trial`: every region of the country gets an office, and each is alone with its rows."""

import argparse
import asyncio
import itertools
import random
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from admin.offices.furnishing import is_furnished
from admin.offices.regions import provinces, trials
from kit.settings import Settings
from support.databases import database
from support.servers import Servers
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.offices import service as offices
from wiring.commands import Refused, office

_OFFICES = 552
_TREE = (
    "SELECT t.*, p.slug AS above FROM tenant t LEFT JOIN tenant p ON p.id = t.parent_id WHERE t.region <> ''"
)
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
    " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')"
)


def _sahut(*words: str) -> int:
    parser = argparse.ArgumentParser()
    office.add(parser)
    return int(office.run(parser.parse_args(words)))


@pytest.fixture(scope="module")
def country(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A ministry, Batang's office under a name of its own, and all others by a command that was interrupted once."""
    folder = tmp_path_factory.mktemp("country")
    with database(servers, "sahut_country", folder) as settings, pytest.MonkeyPatch.context() as env:
        env.setenv("DATABASE_URL", settings.owner_url)
        env.setenv("DATABASE_URL_WORKER", settings.worker_url)
        offices.forget()
        said = ("--timezone", "Asia/Jakarta", "--desk-name", "Halo", "--name", "Kantor", "--level")
        _sahut("add", "--slug", "kemenkes", "--code", "KMK", *said, "ministry")
        _sahut("add", "--slug", "konlapor", "--code", "BTG", *said, "district", "--region", "33.25")
        with pytest.MonkeyPatch.context() as stopping, pytest.raises(ConnectionResetError):
            stopping.setattr("wiring.offices.furnish", _stopped)
            _sahut("trial", "--province", "11")
        _sahut("trial")
        yield settings
    offices.forget()


async def _stopped(*_: Any) -> None:
    raise ConnectionResetError


def _ask(settings: Settings, sql: str, *values: Any) -> list[Any]:
    async def ask() -> list[Any]:
        owner = await asyncpg.connect(settings.owner_url)
        try:
            return list(await owner.fetch(sql, *values))
        finally:
            await owner.close()

    return asyncio.run(ask())


def test_every_region_has_one_office_under_its_province_and_the_ministry(country: Settings) -> None:
    rows = {row["region"]: row for row in _ask(country, _TREE)}
    assert len(rows) == _OFFICES
    assert rows["33"]["above"] == "kemenkes"
    assert rows["33.26"]["above"] == rows["33"]["slug"] == "prov-jawa-tengah"
    assert (rows["33.26"]["slug"], rows["33.75"]["slug"]) == ("pekalongan", "kota-pekalongan")
    assert {code: rows[code]["timezone"] for code in ("11.01", "51.03", "61.01", "91.71")} == {
        "11.01": "Asia/Jakarta",
        "51.03": "Asia/Makassar",
        "61.01": "Asia/Pontianak",
        "91.71": "Asia/Jayapura",
    }


def test_a_region_whose_office_stands_keeps_it(country: Settings) -> None:
    assert [row["slug"] for row in _ask(country, "SELECT slug FROM tenant WHERE region = '33.25'")] == [
        "konlapor"
    ]


def test_once_more_opens_nothing(country: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert _sahut("trial") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 offices opened")


def test_offices_of_an_interrupted_run_are_finished_by_the_next(country: Settings) -> None:
    ids = [row["id"] for row in _ask(country, "SELECT id FROM tenant WHERE region LIKE '11%'")]

    async def furnished() -> list[bool]:
        await open_gate(country.worker_url, most=1)
        try:
            return [await _is_furnished(tenant_id) for tenant_id in ids]
        finally:
            await close_gate()

    assert asyncio.run(furnished()) == [True] * 24, "Aceh has 23 regencies and cities"


async def _is_furnished(tenant_id: int) -> bool:
    async with tenant_scope(tenant_id) as scope:
        return await is_furnished(scope)


def test_offices_of_a_sample_reach_nothing_of_each_other(country: Settings) -> None:
    ids = [row["id"] for row in _ask(country, "SELECT id FROM tenant WHERE region LIKE '__.__'")]
    tables = [row["relname"] for row in _ask(country, _TABLES)]
    sample = random.Random(514).sample(ids, 24)

    async def probe() -> tuple[int, int]:
        await open_gate(country.worker_url, most=2)
        try:
            foreign = own = 0
            for tenant, other in itertools.pairwise(sample):
                for table in tables:
                    async with tenant_scope(tenant, read_only=True) as scope:
                        if not await scope.fetchval(f"SELECT has_table_privilege('{table}', 'SELECT')"):
                            continue
                        foreign += await scope.fetchval(
                            f"SELECT count(*) FROM {table} WHERE tenant_id <> $1", tenant
                        )
                        foreign += await scope.fetchval(
                            f"SELECT count(*) FROM {table} WHERE tenant_id = $1", other
                        )
                        own += await scope.fetchval(f"SELECT count(*) FROM {table}")
                async with tenant_scope(tenant) as scope:
                    tag = await scope.execute("UPDATE unit SET name = 'kami' WHERE tenant_id = $1", other)
                    foreign += int(tag.split()[-1])
            return foreign, own
        finally:
            await close_gate()

    foreign, own = asyncio.run(probe())
    assert foreign == 0
    assert own > 23 * 20, "each has units, channels, texts and promises of its own"


def test_production_takes_no_trial_offices(country: Settings) -> None:
    _ask(country, "UPDATE installation SET mode = 'production'")
    try:
        with pytest.raises(Refused, match="production"):
            _sahut("trial")
    finally:
        _ask(country, "UPDATE installation SET mode = 'test'")


def test_an_unknown_province_is_named(country: Settings) -> None:
    with pytest.raises(Refused, match="no province has the code 77"):
        _sahut("trial", "--province", "77")


def test_codes_of_case_numbers_are_all_different_and_none_that_is_taken() -> None:
    taken = {"KMK", "BTG"}
    for province in provinces():
        for trial in trials(province, "kemenkes", taken):
            assert trial.code not in taken
            taken.add(trial.code)
    assert len(taken) == _OFFICES + 2
