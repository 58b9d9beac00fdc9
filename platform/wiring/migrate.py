"""Bring the database to this release's shape: all migrations in one transaction, behind one lock."""

import asyncio
import contextlib
import io
import os

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.tables import Migration
from piccolo.engine.postgres import PostgresEngine

from helpdesk.sla.holidays import national_days
from kit.settings import Settings, require
from tenants.doors import gate

_LOCK = 7_711_001


class MigrationFailed(Exception):
    """A migration did not run; nothing of it was kept."""


def run(settings: Settings) -> None:
    """Migrate as the owner. Several processes may try at once: one works, the others find it done."""
    require(settings, "owner_url")
    os.environ["PICCOLO_CONF"] = "wiring.piccolo_conf"
    asyncio.run(_migrate(settings))


async def _migrate(settings: Settings) -> None:
    await gate.open_gate(settings.owner_url, most=2)
    try:
        engine = gate.current_engine()
        Migration._meta.db = engine
        await _run_all(engine)
        await _fill_national_days(engine)
        await _set_mode(engine, settings)
    finally:
        await gate.close_gate()


async def _run_all(engine: PostgresEngine) -> None:
    said = io.StringIO()
    async with engine.transaction() as transaction:
        await transaction.connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK:d})")
        try:
            with contextlib.redirect_stdout(said):
                await run_forwards("all")
        except SystemExit as stopped:
            raise MigrationFailed(said.getvalue()) from stopped
        except asyncpg.PostgresError as error:
            raise MigrationFailed(str(error)) from error


async def _fill_national_days(engine: PostgresEngine) -> None:
    """Free days that a release knows by decree; a day that was entered or put right by hand stays as it is."""
    days = national_days()
    async with engine.transaction() as transaction:
        await transaction.connection.execute(
            "INSERT INTO national_day (date, kind, name, decree)"
            " SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING",
            [day.date for day in days],
            [day.kind.value for day in days],
            [day.name for day in days],
            [day.decree for day in days],
        )


async def _set_mode(engine: PostgresEngine, settings: Settings) -> None:
    """A demonstration stays one: its clock may have been moved, so it never becomes production."""
    async with engine.transaction() as transaction:
        await transaction.connection.execute(
            "UPDATE installation SET mode = $1 WHERE mode = 'production' AND $1 <> 'production'"
            " AND NOT EXISTS (SELECT FROM tenant)",
            settings.mode.value,
        )
