"""`sahut doctor` says what to mend."""

import argparse
from pathlib import Path

import pytest

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
