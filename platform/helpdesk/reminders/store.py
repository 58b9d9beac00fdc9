"""The only queries on what is looked at again."""

from datetime import datetime
from uuid import UUID

from helpdesk.reminders.model import Matter, Reminder
from tenants.doors import Scope


async def put(scope: Scope, matter: Matter, about: UUID, case_id: UUID, due_at: datetime) -> None:
    """Look then, and not when it was said before."""
    await scope.execute(
        "INSERT INTO reminder (tenant_id, matter, about, case_id, due_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id, matter, about) DO UPDATE SET due_at = excluded.due_at",
        scope.tenant_id,
        matter.value,
        about,
        case_id,
        due_at,
    )


async def put_off(scope: Scope, reminder: Reminder, due_at: datetime) -> None:
    """Look later at what could not be looked at now; what was put or taken meanwhile stays so."""
    await scope.execute(
        "UPDATE reminder SET due_at = $5 WHERE tenant_id = $1 AND matter = $2 AND about = $3 AND due_at = $4",
        scope.tenant_id,
        reminder.matter.value,
        reminder.about,
        reminder.due_at,
        due_at,
    )


async def drop(scope: Scope, matter: Matter, about: UUID) -> None:
    """There is nothing to look at any more."""
    await scope.execute(
        "DELETE FROM reminder WHERE tenant_id = $1 AND matter = $2 AND about = $3",
        scope.tenant_id,
        matter.value,
        about,
    )


async def take(scope: Scope, reminder: Reminder) -> bool:
    """It is looked at now and no more; false when another worker did so, or it was put off meanwhile."""
    found = await scope.fetchval(
        "DELETE FROM reminder WHERE tenant_id = $1 AND matter = $2 AND about = $3 AND due_at <= $4 RETURNING true",
        scope.tenant_id,
        reminder.matter.value,
        reminder.about,
        scope.now,
    )
    return found is not None


async def due(scope: Scope, most: int) -> list[Reminder]:
    """What is due, oldest first; held by nobody."""
    rows = await scope.fetch(
        "SELECT matter, about, case_id, due_at FROM reminder WHERE tenant_id = $1 AND due_at <= $2"
        " ORDER BY due_at, about LIMIT $3",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [Reminder(**(dict(row) | {"matter": Matter(row["matter"])})) for row in rows]
