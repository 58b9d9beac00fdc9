"""The office's quiet hours: set by its administrator, asked for by whoever queues news."""

from datetime import datetime
from uuid import UUID

from helpdesk.delivery.model import WAITS_MORNING, QuietHours
from helpdesk.delivery.rules import quiet_until
from kit.errors import Invalid, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_PUT = (
    "INSERT INTO quiet_hours (tenant_id, active, begins, ends, version) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id) DO UPDATE SET active = excluded.active, begins = excluded.begins,"
    " ends = excluded.ends, version = excluded.version WHERE quiet_hours.version = excluded.version - 1"
)

_EARLY = """
    UPDATE delivery d SET due_at = $3, error_code = '' FROM delivery meant
    WHERE meant.tenant_id = $1 AND meant.message_id = $2 AND meant.state = 'queued'
      AND meant.error_code = $4 AND meant.due_at > $3
      AND d.tenant_id = $1 AND d.conversation_id = meant.conversation_id AND d.case_id = meant.case_id
      AND d.state = 'queued' AND d.error_code = $4 AND (d.created_at, d.id) <= (meant.created_at, meant.id)
    RETURNING d.message_id, d.created_at, d.id
"""


async def morning(scope: Scope) -> datetime | None:
    """Until when news to citizens wait now; none by day."""
    office = await offices.office(scope.tenant_id)
    return quiet_until(await _kept(scope), office.timezone, scope.now)


async def news_wait(scope: Scope, conversation_id: UUID | None) -> bool:
    """Whether news wait for the morning in a thread: what follows from them comes after them."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM delivery WHERE tenant_id = $1 AND conversation_id = $2 AND state = 'queued'"
        " AND error_code = $3 AND due_at > $4)",
        scope.tenant_id,
        conversation_id,
        WAITS_MORNING,
        scope.now,
    )
    return found


async def send_early(scope: Scope, message_id: UUID) -> list[UUID]:
    """A message waits for the morning no longer, nor do news on the same case that go before it in its thread: these
    messages, the first first. None when it does not wait."""
    rows = await scope.fetch(_EARLY, scope.tenant_id, message_id, scope.now, WAITS_MORNING)
    return [row["message_id"] for row in sorted(rows, key=lambda row: (row["created_at"], row["id"]))]


async def quiet_hours(actor: Actor) -> QuietHours:
    """The office's quiet hours; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _kept(scope)


async def change(actor: Actor, wanted: QuietHours) -> None:
    """Set them; `version` is that of those that the form showed. What waits already keeps its time.

    Raises `Invalid` for hours that end when they begin, `Stale` when somebody else set them meanwhile.
    """
    require(actor, Permission.MANAGE_OFFICE)
    if wanted.begins == wanted.ends:
        raise Invalid("invalid", fields={"ends": "same"})
    async with tenant_scope(actor.tenant_id) as scope:
        if not await put(scope, wanted):
            raise Stale("quiet_hours_changed", current=(await _kept(scope)).version)
        await record(
            scope,
            actor,
            "quiet_hours.changed",
            "quiet_hours",
            active=wanted.active,
            begins=wanted.begins,
            ends=wanted.ends,
        )


async def put(scope: Scope, wanted: QuietHours) -> bool:
    """The same in the caller's transaction; false when those with this version are not the last ones."""
    tag = await scope.execute(
        _PUT, scope.tenant_id, wanted.active, wanted.begins, wanted.ends, wanted.version + 1
    )
    return tag == "INSERT 0 1"


async def _kept(scope: Scope) -> QuietHours:
    row = await scope.fetchrow(
        "SELECT active, begins, ends, version FROM quiet_hours WHERE tenant_id = $1", scope.tenant_id
    )
    return QuietHours(**dict(row)) if row else QuietHours()
