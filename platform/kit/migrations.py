"""A raw SQL file as a migration of Piccolo's runner."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder


def sql_migration(identifier: str, app: str, file: Path, description: str) -> MigrationManager:
    """A manager that runs one SQL file inside the transaction that the migrate command opened."""
    sql = file.read_text(encoding="utf-8")
    manager = MigrationManager(migration_id=identifier, app_name=app, description=description)

    async def run() -> None:
        engine = engine_finder()
        transaction = engine.current_transaction.get() if engine else None
        if transaction is None:
            raise RuntimeError("migrations run outside a transaction")
        await transaction.connection.execute(sql)

    manager.add_raw(run)
    return manager
