"""The only queries on wrong PINs."""

from kit.ids import uuid7
from tenants.doors import Scope


async def hold_number(scope: Scope, number: str) -> None:
    """One try at a time for a case number, whether or not there is such a case."""
    await scope.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($2, $1))", scope.tenant_id, f"pin:{number}"
    )


async def wrong_pins(scope: Scope, number: str) -> tuple[int, float]:
    """Wrong tries for a number within the last hour, and the seconds until the oldest of them is forgotten."""
    row = await scope.fetchrow(
        "SELECT count(*) AS tries,"
        " extract(epoch FROM min(at) + interval '1 hour' - now())::float8 AS seconds FROM pin_failure"
        " WHERE tenant_id = $1 AND number = $2 AND at > now() - interval '1 hour'",
        scope.tenant_id,
        number,
    )
    return (row["tries"], row["seconds"] or 0.0) if row else (0, 0.0)


async def add_wrong_pin(scope: Scope, number: str) -> None:
    """Count one wrong try, and forget those of this office that count no longer."""
    await scope.execute(
        "DELETE FROM pin_failure WHERE tenant_id = $1 AND at < now() - interval '1 day'", scope.tenant_id
    )
    await scope.execute(
        "INSERT INTO pin_failure (tenant_id, number, id) VALUES ($1, $2, $3)",
        scope.tenant_id,
        number,
        uuid7(),
    )
