"""Accounts, arrivals, contacts, cases, clocks, messages, deliveries, hand-over, registers."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kit.migrations import sql_migration

ID = "2026-11-22T00:00:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "helpdesk"


async def forwards() -> MigrationManager:
    """Run the SQL file."""
    file = Path(__file__).parent.parent / "sql" / "0001_helpdesk.sql"
    return sql_migration(ID, "helpdesk", file, DESCRIPTION)
