"""What waits for something else than its turn may go at once when that has come."""

from uuid import UUID

from helpdesk.channels.errors import FileUnchecked
from tenants.doors import Scope


async def file_was_checked(scope: Scope, message_id: UUID) -> None:
    """The scanner has judged the file of a message: it waits for that no longer."""
    await scope.execute(
        "UPDATE delivery SET due_at = $3 WHERE tenant_id = $1 AND message_id = $2 AND state = 'queued'"
        " AND error_code = $4",
        scope.tenant_id,
        message_id,
        scope.now,
        FileUnchecked.code,
    )
