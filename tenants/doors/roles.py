"""What must be true of the database before a process works with it: checked at every start."""

from tenants.doors.gate import current_pool

_WEAK_ROLE = """
    SELECT r.rolname FROM pg_roles r
    WHERE pg_has_role(current_user, r.oid, 'MEMBER') AND (r.rolsuper OR r.rolbypassrls)
"""
_OWNED = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'MEMBER')
"""
_UNPROTECTED = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""
_UNSAFE = """
    SELECT name FROM pg_settings
    WHERE (name IN ('fsync', 'full_page_writes') AND setting = 'off')
       OR (name = 'synchronous_commit' AND setting = 'off')
"""


class UnsafeDatabase(Exception):
    """The database or the role would not keep tenants apart or messages safe; the text says what to change."""


async def check_database(*, durable: bool) -> None:
    """Raise `UnsafeDatabase` unless role, row security and (when `durable`) write settings are as they must be."""
    for problem in await findings(durable=durable):
        raise UnsafeDatabase(problem)


async def findings(*, durable: bool) -> list[str]:
    """Everything that is wrong, as sentences for the operator."""
    pool = current_pool()
    found: list[str] = []
    if int(await pool.fetchval("SHOW server_version_num")) < 160000:
        found.append("PostgreSQL 16 or newer is needed")
    for row in await pool.fetch(_WEAK_ROLE):
        found.append(f"this role may act as {row[0]!r}, which ignores row security")
    for row in await pool.fetch(_OWNED):
        found.append(f"this role owns table {row[0]!r}; web and worker must not own tables")
    for row in await pool.fetch(_UNPROTECTED):
        found.append(f"row security is not forced on table {row[0]!r}")
    if durable:
        for row in await pool.fetch(_UNSAFE):
            found.append(f"{row[0]} is off: acknowledged messages could be lost")
    return found
