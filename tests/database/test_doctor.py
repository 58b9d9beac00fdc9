"""`sahut doctor` says what to mend."""

import argparse
import asyncio
from pathlib import Path

import asyncpg
import pytest

from kit.ids import uuid7
from kit.settings import Settings
from wiring.commands import doctor

VARIABLES = ("DATABASE_URL_WEB", "DATABASE_URL_WORKER", "DATABASE_URL_SWEEP", "REDIS_URL")


@pytest.fixture
def environment(database_urls: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Every address, as web and worker have them."""
    urls = (database_urls.web_url, database_urls.worker_url, database_urls.sweep_url, database_urls.redis_url)
    for name, url in zip(VARIABLES, urls, strict=True):
        monkeypatch.setenv(name, url)
    monkeypatch.setenv("SAHUT_MODE", "test")
    return database_urls


def _doctor(data: Path) -> int:
    parser = argparse.ArgumentParser()
    doctor.add(parser)
    return doctor.run(parser.parse_args(["--data", str(data)]))


def test_with_every_address_both_roles_are_looked_at(
    environment: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    _doctor(environment.data)
    said = capsys.readouterr().out
    assert "ok   web: role and row security" in said
    assert "ok   worker: role and row security" in said
    assert "not set" not in said


@pytest.mark.parametrize(
    ("variable", "parts"),
    [
        ("DATABASE_URL_WORKER", ["worker"]),
        ("DATABASE_URL_SWEEP", ["web", "worker"]),
        ("REDIS_URL", ["web", "worker"]),
    ],
)
def test_an_address_that_is_not_set_is_named(
    environment: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    parts: list[str],
) -> None:
    monkeypatch.delenv(variable)
    assert _doctor(environment.data) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "not set" in line] == [
        f"MEND {part}: not set: {variable}" for part in parts
    ]
    assert not [line for line in lines if "Errno" in line]


def test_keys_sealed_with_another_master_key_are_something_to_mend(
    environment: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_account_of_another_key(environment))
    assert _doctor(environment.data) == 1
    assert "sealed with another master key" in capsys.readouterr().out


async def _account_of_another_key(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.owner_url)
    tenant_id = await owner.fetchval(
        "INSERT INTO tenant (uid, slug, code, name, desk_name, level, timezone)"
        " VALUES ($1, 'kunci-lain', 'KCL', 'Kunci', 'Kunci', 'district', 'Asia/Jakarta') RETURNING id",
        uuid7(),
    )
    await owner.close()
    worker = await asyncpg.connect(settings.worker_url)
    async with worker.transaction():
        await worker.execute("SELECT enter_tenant($1)", tenant_id)
        await worker.execute(
            "INSERT INTO account (tenant_id, id, kind, name, secrets) VALUES ($1, $2, 'whatsapp', 'W', $3)",
            tenant_id,
            uuid7(),
            bytes(60),
        )
    await worker.close()


def test_files_that_nobody_scans_are_said_and_a_scanner_that_is_away_is_something_to_mend(
    environment: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _doctor(environment.data)
    said = capsys.readouterr().out
    assert "ok   files can be kept and fetched" in said
    assert "files are not scanned for viruses" in said
    monkeypatch.setenv("SAHUT_SCANNER", "127.0.0.1:9")
    assert _doctor(environment.data) == 1
    assert "MEND virus scanner: away" in capsys.readouterr().out
