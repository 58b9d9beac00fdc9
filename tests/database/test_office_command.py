"""`sahut office`: an installation without a demonstration gets its offices."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from admin.offices.furnishing import is_furnished
from kit.settings import SettingMissing, Settings
from support.fresh_words import fresh_word
from tenants.doors import Scope, close_gate, open_gate, tenant_scope
from tenants.offices import service as offices
from wiring.commands import Refused, office, user

HOLDS = {
    "units": "SELECT array_agg(name) FROM unit WHERE tenant_id = $1",
    "calendars": "SELECT array_agg(key) FROM calendar WHERE tenant_id = $1",
    "promises": "SELECT array_agg(version) FROM rule_set WHERE tenant_id = $1",
    "ways in": "SELECT count(*) FROM account WHERE tenant_id = $1",
    "sealed": "SELECT count(*) FROM account WHERE tenant_id = $1 AND secrets <> ''",
}


@pytest.fixture
def installation(database_urls: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The environment of production's `migrate`: two addresses, and no master key."""
    monkeypatch.setenv("DATABASE_URL", database_urls.owner_url)
    monkeypatch.setenv("DATABASE_URL_WORKER", database_urls.worker_url)
    for name in ("SAHUT_KEY_FILE", "SAHUT_SECRET_KEY", "DATABASE_URL_WEB", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    offices.forget()
    return database_urls


def _word(settings: Settings) -> str:
    async def ask() -> str:
        owner = await asyncpg.connect(settings.owner_url)
        try:
            return await fresh_word(owner)
        finally:
            await owner.close()

    return asyncio.run(ask())


def _sahut(*words: str, command: Any = office) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser)
    return int(command.run(parser.parse_args(words)))


def _add(slug: str, /, **other: str) -> int:
    said = {
        "slug": slug,
        "code": slug[:5].upper(),
        "name": f"Dinas Kesehatan {slug}",
        "desk-name": "Halo Dinas",
        "level": "district",
        "timezone": "Asia/Makassar",
        **{name.replace("_", "-"): value for name, value in other.items()},
    }
    return _sahut("add", *(word for name, value in said.items() for word in (f"--{name}", value)))


def _holds(settings: Settings, slug: str) -> dict[str, Any]:
    """What an office has inside."""

    async def look() -> dict[str, Any]:
        await open_gate(settings.worker_url, most=1)
        try:
            offices.forget()
            tenant_id = (await offices.office_by_slug(slug)).id
            async with tenant_scope(tenant_id, read_only=True) as scope:
                return {name: await scope.fetchval(sql, tenant_id) for name, sql in HOLDS.items()}
        finally:
            await close_gate()

    return asyncio.run(look())


WHOLE = {
    "units": ["Sekretariat"],
    "calendars": ["office"],
    "promises": ["district-1"],
    "ways in": 8,
    "sealed": 0,
}


def test_a_new_office_can_receive_its_first_message(
    installation: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = _word(installation)
    assert _add(slug) == 0
    assert f"is open, at /t/{slug}/" in capsys.readouterr().out
    assert _holds(installation, slug) == WHOLE


def test_the_ministry_may_begin_with_the_hours_of_its_call_centre(installation: Settings) -> None:
    slug = _word(installation)
    _add(slug, level="ministry", hours="halo")
    assert _holds(installation, slug) == {**WHOLE, "promises": ["halo-1"]}


def test_adding_it_once_more_changes_nothing(
    installation: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = _word(installation)
    _add(slug)
    assert _add(slug) == 0
    assert "was here already" in capsys.readouterr().out
    assert _holds(installation, slug) == WHOLE


def test_a_stop_in_between_is_mended_by_running_it_again(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = _word(installation)
    with monkeypatch.context() as stopping:
        stopping.setattr("wiring.offices.tenant_scope", _one_that_stops_at_its_end)
        with pytest.raises(KeyboardInterrupt):
            _add(slug)
    assert _holds(installation, slug)["units"] is None, "the row is there, and nothing inside"
    assert _add(slug) == 0
    assert _holds(installation, slug) == WHOLE


@asynccontextmanager
async def _one_that_stops_at_its_end(tenant_id: int) -> AsyncIterator[Scope]:
    async with tenant_scope(tenant_id) as scope:
        yield scope
        raise KeyboardInterrupt


def test_of_two_at_once_the_second_waits_for_the_first(installation: Settings) -> None:
    slug = _word(installation)
    _add(slug)
    answered: list[str] = []

    async def ask(name: str, tenant_id: int, asked: asyncio.Event, seconds: float) -> None:
        async with tenant_scope(tenant_id) as scope:
            await is_furnished(scope)
            asked.set()
            await asyncio.sleep(seconds)
            answered.append(name)

    async def both() -> None:
        await open_gate(installation.worker_url, most=2)
        try:
            tenant_id, asked = (await offices.office_by_slug(slug)).id, asyncio.Event()
            async with asyncio.TaskGroup() as two:
                two.create_task(ask("first", tenant_id, asked, 0.3))
                await asked.wait()
                two.create_task(ask("second", tenant_id, asked, 0.0))
        finally:
            await close_gate()

    asyncio.run(both())
    assert answered == ["first", "second"]


def test_the_list_shows_the_tree(installation: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    above, below = _word(installation), _word(installation)
    _add(above, level="province", timezone="Asia/Jakarta")
    _add(below, parent=above, region="33.25")
    capsys.readouterr()
    assert _sahut("list") == 0
    lines = capsys.readouterr().out.splitlines()
    code = below[:5].upper()
    assert f"{below}\t{code}\tdistrict\t{above}\tAsia/Makassar\tDinas Kesehatan {below}" in lines
    assert any(line.startswith(f"{above}\t") and "\tprovince\t\tAsia/Jakarta\t" in line for line in lines)


def test_the_first_person_comes_in_by_the_next_command(
    installation: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = _word(installation)
    _add(slug)
    monkeypatch.setenv("DATABASE_URL_WEB", installation.web_url)
    who = ("--email", f"{slug}@kantor.example", "--name", "Dewi", "--role", "administrator")
    assert _sahut("add", "--tenant", slug, *who, "--unit", "Sekretariat", command=user) == 0
    assert "/welcome/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Batang"),
        ("slug", "b"),
        ("slug", "batang kota"),
        ("code", "btg"),
        ("code", "B"),
        ("code", "BATANG"),
        ("level", "village"),
        ("timezone", "Europe/Berlin"),
        ("timezone", "WIB"),
        ("region", "Batang"),
        ("hours", "always"),
        ("name", "  "),
    ],
)
def test_a_word_that_cannot_be_is_named(
    installation: Settings, field: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _add(_word(installation), **{field: value})
    assert f"argument --{field}: " in capsys.readouterr().err


def test_what_does_not_fit_among_the_others_is_said_in_one_line(installation: Settings) -> None:
    district, other = _word(installation), _word(installation)
    _add(district)
    refusals = {
        "no office 'nowhere' to be the parent": {"parent": "nowhere"},
        f"{district} does not stand above a district": {"parent": district},
        f"the code {district[:5].upper()} belongs to {district}": {"code": district[:5].upper()},
    }
    for sentence, words in refusals.items():
        with pytest.raises(Refused, match=sentence):
            _add(other, **words)
    with pytest.raises(Refused, match=f"{district} is there already, with another name, timezone"):
        _add(district, name="Dinas Lain", timezone="Asia/Jayapura")

    async def known() -> int:
        owner = await asyncpg.connect(installation.owner_url)
        try:
            return int(await owner.fetchval("SELECT count(*) FROM tenant WHERE slug = $1", other))
        finally:
            await owner.close()

    assert asyncio.run(known()) == 0


def test_a_missing_address_is_named(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(SettingMissing, match=r"not set: DATABASE_URL$"):
        _add(_word(installation))
