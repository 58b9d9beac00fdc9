"""`sahut calendar national`: a day that comes, or goes, by a later decree."""

import argparse
import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from helpdesk.sla import store
from helpdesk.sla.holidays import NationalDay
from kit.settings import Settings
from tenants.doors import close_gate, open_gate, tenant_scope
from wiring import migrate
from wiring.commands import Refused, calendar

DECREE = "SKB 1/2030, 2/2030, 3/2030"


@pytest.fixture
def installation(database_urls: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The addresses of owner and worker in the environment; afterwards the days are those of the release."""
    monkeypatch.setenv("DATABASE_URL", database_urls.owner_url)
    monkeypatch.setenv("DATABASE_URL_WORKER", database_urls.worker_url)
    for name in ("DATABASE_URL_WEB", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    yield database_urls
    asyncio.run(_owner(database_urls, "DELETE FROM national_day"))
    migrate.run(database_urls)


async def _owner(settings: Settings, sql: str) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    try:
        await owner.execute(sql)
    finally:
        await owner.close()


def _national(*words: str) -> int:
    parser = argparse.ArgumentParser()
    calendar.add(parser)
    return int(calendar.run(parser.parse_args(["national", *words])))


def _known(settings: Settings) -> dict[str, NationalDay]:
    async def look() -> dict[str, NationalDay]:
        await open_gate(settings.web_url, most=1)
        try:
            async with tenant_scope(1, read_only=True) as scope:
                return {str(day.date): day for day in await store.national_days(scope)}
        finally:
            await close_gate()

    return asyncio.run(look())


def test_a_day_of_a_later_decree_is_entered_put_right_and_listed(
    installation: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--add", "2030-08-19", "--kind", "joint_leave", "--decree", DECREE)
    _national(*words, "--name", "Cuti bersama kemerdekaan")
    _national(*words, "--name", "Cuti  bersama HUT RI")
    assert _known(installation)["2030-08-19"].name == "Cuti bersama HUT RI"
    capsys.readouterr()
    _national("--list", "--year", "2030")
    assert capsys.readouterr().out == f"2030-08-19\tjoint_leave\tCuti bersama HUT RI\t{DECREE}\n"
    _national("--list")
    assert "2026-08-17\tpublic\t" in capsys.readouterr().out


def test_a_day_that_was_taken_back_does_not_come_again_with_the_next_release(
    installation: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    _national("--remove", "2026-12-24", "--kind", "joint_leave")
    migrate.run(installation)
    assert "2026-12-24" not in _known(installation)
    with pytest.raises(Refused, match="2026-12-24 is no joint_leave day"):
        _national("--remove", "2026-12-24", "--kind", "joint_leave")
    _national("--add", "2026-12-24", "--kind", "joint_leave", "--name", "Cuti bersama Natal")
    assert _known(installation)["2026-12-24"].name == "Cuti bersama Natal"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--add", "2030-02-30", "--kind", "public", "--name", "A"), "not written like 2026-08-18"),
        (("--add", "1830-02-03", "--kind", "public", "--name", "A"), "no year of ours"),
        (("--add", "2030-02-03", "--kind", "feast", "--name", "A"), "invalid choice"),
        (("--add", "2030-02-03", "--kind", "public", "--name", " "), "it is empty"),
        ((), "required"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _national(*words)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--add", "2030-02-03", "--kind", "public"),
        ("--add", "2030-02-03", "--name", "A"),
        ("--remove", "2030-02-03"),
    ],
)
def test_a_day_needs_its_kind_and_its_name(installation: Settings, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="say with --"):
        _national(*words)
