"""`sahut user`: the way in without a demonstration."""

import argparse
import asyncio
import re
from pathlib import Path

import asyncpg
import pytest

from kit.ids import uuid7
from kit.settings import Settings
from support.fresh_words import fresh_word
from support.front_door import NEW_PASSWORD, Staff, front_door
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from wiring.commands import Refused, user

BASE = "https://sahut.example"


@pytest.fixture
def slug(database_urls: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new office with one unit, named by the environment as in production."""
    monkeypatch.setenv("DATABASE_URL_WEB", database_urls.web_url)
    monkeypatch.setenv("SAHUT_BASE_URL", BASE)
    word = asyncio.run(_office(database_urls))
    offices.forget()
    return word


async def _office(settings: Settings) -> str:
    owner = await asyncpg.connect(settings.owner_url)
    word = await fresh_word(owner)
    await owner.execute(
        "INSERT INTO tenant (uid, slug, code, name, desk_name, level, timezone)"
        " VALUES ($1, $2, $3, 'Dinas', 'Halo', 'district', 'Asia/Jakarta')",
        uuid7(),
        word,
        word[:5].upper(),
    )
    tenant_id = await owner.fetchval("SELECT id FROM tenant WHERE slug = $1", word)
    await owner.close()
    web = await asyncpg.connect(settings.web_url)
    async with web.transaction():
        await web.execute("SELECT enter_tenant($1)", tenant_id)
        await web.execute(
            "INSERT INTO unit (tenant_id, id, name, kind) VALUES ($1, $2, 'Puskesmas Batang I', 'facility')",
            tenant_id,
            uuid7(),
        )
    await web.close()
    return word


def _sahut(*words: str) -> int:
    parser = argparse.ArgumentParser()
    user.add(parser)
    return user.run(parser.parse_args(words))


def _add(slug: str, email: str, *more: str) -> int:
    said = ("--tenant", slug, "--email", email, "--name", "Dewi Anjani", "--role", "agent")
    return _sahut("add", *said, *more)


def test_the_printed_link_lets_somebody_in(
    slug: str, database_urls: Settings, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _add(slug, "Dewi@Kantor.example", "--role", "supervisor", "--unit", "Puskesmas Batang I") == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(rf"{BASE}/welcome/[A-Za-z0-9_-]{{43}}", link)

    async def story() -> None:
        async with front_door(database_urls, redis_url, BASE) as door:
            browser = door.browser()
            await browser.send(link.removeprefix(BASE), new=NEW_PASSWORD, again=NEW_PASSWORD)
            assert "overview:read" in (await browser.get("/who")).json()["rights"]
            tenant_id = (await browser.get("/who")).json()["tenant"]
            staff = Staff(tenant_id=tenant_id, slug=slug, person_id=uuid7(), email="")
            assert {"membership.saved", "link.made", "session.opened"} <= set(await door.audited(staff))
            async with tenant_scope(tenant_id) as scope:
                assert await scope.fetchval(
                    "SELECT cardinality(unit_ids) FROM membership WHERE tenant_id = $1", tenant_id
                )

    asyncio.run(story())


def test_somebody_with_a_password_keeps_it(
    slug: str, database_urls: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    email = f"{slug}@kantor.example"
    _add(slug, email)
    _add(slug, email)
    assert capsys.readouterr().out.count("/welcome/") == 2, "as long as there is none, each time a link"

    async def set_password() -> None:
        web = await asyncpg.connect(database_urls.web_url)
        await web.execute("SELECT directory_set_password(person_id, 'hash') FROM directory_person($1)", email)
        await web.close()

    asyncio.run(set_password())
    _add(slug, email, "--role", "administrator")
    said = capsys.readouterr().out
    assert "with the password they have" in said
    assert "/welcome/" not in said
    assert _sahut("reset", "--email", email.upper()) == 0
    assert "30 minutes" in capsys.readouterr().out


def test_the_list_names_everybody(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    email = f"{slug}@kantor.example"
    _add(slug, email, "--unit", "Puskesmas Batang I")
    capsys.readouterr()
    assert _sahut("list", "--tenant", slug) == 0
    assert capsys.readouterr().out == f"{email}\tDewi Anjani\tagent\tPuskesmas Batang I\t\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["add", "--tenant", "nowhere", "--email", "a@b.c", "--name", "A", "--role", "agent"],
            "no such office",
        ),
        (["list", "--tenant", "nowhere"], "no such office"),
        (["reset", "--email", "nobody@kantor.example"], "this e-mail address"),
        (["reset", "--email", ""], "this e-mail address"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(slug: str, words: list[str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _sahut(*words)


@pytest.mark.parametrize(
    ("email", "more", "sentence"),
    [
        ("not an address", (), "missing or wrong: email"),
        ("a@b.c", ("--name", "  "), "missing or wrong: name"),
        ("a@b.c", ("--unit", "Puskesmas Mars"), "no unit of this name: Puskesmas Mars"),
    ],
)
def test_what_is_wrong_is_named(slug: str, email: str, more: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _add(slug, email, *more)


def test_nobody_is_added_to_an_office_that_is_not_there(slug: str) -> None:
    with pytest.raises(Refused, match="no such office"):
        _add(f"{slug}-x", "a@b.c")


def test_an_unknown_role_is_not_taken(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _add(slug, "a@b.c", "--role", "king")
    assert "invalid choice: 'king'" in capsys.readouterr().err


def test_without_an_environment_a_running_installation_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL_WEB", raising=False)
    with pytest.raises(Refused, match="nothing runs on"):
        _sahut("list", "--tenant", "batang", "--data", str(tmp_path))
