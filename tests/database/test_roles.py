"""deploy/roles.sql: what each role may, and may not, do with a migrated database."""

import asyncpg
import pytest

from kit.settings import Settings


async def test_no_role_stands_above_row_security(database_urls: Settings) -> None:
    connection = await asyncpg.connect(database_urls.owner_url)
    rows = await connection.fetch(
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'sahut\\_%'"
        " AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)"
    )
    await connection.close()
    may_sign_in = {row["rolname"]: row["rolcanlogin"] for row in rows}
    roles = ("owner", "web", "worker", "sweep", "backup")
    assert may_sign_in == {f"sahut_{role}": True for role in roles} | {"sahut_search": False}


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine ()", "CREATE TEMP TABLE mine ()", "CREATE SCHEMA mine", "SET ROLE sahut_owner"],
)
@pytest.mark.parametrize("url", ["web_url", "worker_url", "sweep_url", "backup_url"])
async def test_only_the_owner_changes_the_schema(database_urls: Settings, url: str, statement: str) -> None:
    connection = await asyncpg.connect(getattr(database_urls, url))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()


async def test_the_owner_gives_functions_to_the_search_role_without_having_its_rights(
    database_urls: Settings,
) -> None:
    connection = await asyncpg.connect(database_urls.owner_url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("CREATE FUNCTION given() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    await connection.execute("ALTER FUNCTION given() OWNER TO sahut_search")
    inherits = await connection.fetchval("SELECT pg_has_role('sahut_owner', 'sahut_search', 'USAGE')")
    await transaction.rollback()
    await connection.close()
    assert inherits is False


async def test_statements_of_the_application_end_by_themselves(database_urls: Settings) -> None:
    limits = {}
    for url in ("web_url", "worker_url", "sweep_url"):
        connection = await asyncpg.connect(getattr(database_urls, url))
        limits[url] = await connection.fetchval("SHOW statement_timeout")
        await connection.close()
    assert limits == {"web_url": "30s", "worker_url": "1min", "sweep_url": "1min"}
