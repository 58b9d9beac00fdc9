"""The queries on where a contact can be reached, and on cases that were spoken of in a thread not their own."""

from typing import Any, NamedTuple
from uuid import UUID

from helpdesk.conversations import store
from helpdesk.conversations.model import Conversation
from tenants.doors import Scope

_HEARD = """
    SELECT c.id, c.contact_id, c.account_id, c.scheme, c.address, c.last_in_at, c.warned_at, c.asked, a.kind,
        EXISTS (SELECT FROM message m WHERE m.tenant_id = $1 AND m.conversation_id = c.id AND m.external_id <> ''
            AND m.direction = 'in' AND NOT m.unproven) AS proven
    FROM conversation c JOIN account a ON a.tenant_id = $1 AND a.id = c.account_id AND a.active
    WHERE c.tenant_id = $1 AND c.contact_id = $2 AND c.last_in_at IS NOT NULL ORDER BY c.last_in_at DESC, c.id
"""


class Heard(NamedTuple):
    """A thread in which a contact has written."""

    thread: Conversation
    kind: str
    """Of its account."""
    proven: bool
    """At least one message in it came from nobody else."""

    @property
    def by_phone(self) -> bool:
        """Its address is a telephone number."""
        return self.thread.scheme == "phone"


async def heard_of(scope: Scope, contact_id: UUID) -> list[Heard]:
    """The threads in which a contact has written on accounts that are in use, the latest first."""
    rows = await scope.fetch(_HEARD, scope.tenant_id, contact_id)
    return [_heard(dict(row)) for row in rows]


def _heard(fields: dict[str, Any]) -> Heard:
    kind, proven = fields.pop("kind"), fields.pop("proven")
    return Heard(Conversation(**fields), kind, proven)


async def settle(scope: Scope, place: Conversation) -> Conversation:
    """The thread at this place: the one given becomes it, unless there is one already."""
    await scope.execute(
        "INSERT INTO conversation (tenant_id, id, contact_id, account_id, scheme, address)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, account_id, scheme, address) DO NOTHING",
        scope.tenant_id,
        place.id,
        place.contact_id,
        place.account_id,
        place.scheme,
        place.address,
    )
    key = (place.account_id, place.scheme, place.address)
    return (await store.find(scope, [key]))[key]


async def note_case(scope: Scope, conversation_id: UUID, case_id: UUID) -> None:
    """The citizen was written to in this thread about a case that has another: what they answer here belongs to it."""
    await scope.execute(
        "INSERT INTO case_elsewhere (tenant_id, conversation_id, case_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        scope.tenant_id,
        conversation_id,
        case_id,
    )


async def is_noted(scope: Scope, conversation_id: UUID | None, case_id: UUID) -> bool:
    """Whether we wrote about the case in this thread, which is not its own."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM case_elsewhere WHERE tenant_id = $1 AND conversation_id = $2 AND case_id = $3)",
        scope.tenant_id,
        conversation_id,
        case_id,
    )
    return found
