"""Offices, people, sessions, keys, audit, outbox."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kit.migrations import sql_migration

ID = "2026-11-22T00:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "offices"


async def forwards() -> MigrationManager:
    """Run the SQL file."""
    file = Path(__file__).parent.parent / "sql" / "0001_offices.sql"
    return sql_migration(ID, "tenants", file, DESCRIPTION)
