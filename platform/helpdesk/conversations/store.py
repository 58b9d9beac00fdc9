"""The only queries on conversations and messages."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.conversations.model import Conversation, Direction, Message
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_CONVERSATIONS = BulkTable(
    "conversation",
    ("id", "uuid"),
    ("contact_id", "uuid"),
    ("account_id", "uuid"),
    ("scheme", "text"),
    ("address", "text"),
    ("last_in_at", "timestamptz"),
)
_MESSAGES = BulkTable(
    "message",
    ("id", "uuid"),
    ("case_id", "uuid"),
    ("conversation_id", "uuid"),
    ("direction", "text"),
    ("kind", "text"),
    ("channel", "text"),
    ("author_kind", "text"),
    ("author_id", "uuid"),
    ("author_name", "text"),
    ("text", "text"),
    ("automatic", "bool"),
    ("unproven", "bool"),
    ("reply_to", "text"),
    ("external_id", "text"),
    ("template", "text"),
    ("sent_at", "timestamptz"),
    ("at", "timestamptz"),
)
_MESSAGE_COLUMNS = (
    "id, case_id, conversation_id, direction, kind, channel, author_kind, author_id, author_name, text,"
    " automatic, unproven, reply_to, external_id, template, reaction, office_reaction, revoked_at, sent_at, at"
)


async def add_messages(scope: Scope, messages: Sequence[Message]) -> None:
    """Insert messages."""
    await _MESSAGES.insert(scope, [_row(message) for message in messages])


def _row(m: Message) -> tuple[Any, ...]:
    return (
        m.id,
        m.case_id,
        m.conversation_id,
        m.direction.value,
        m.kind,
        m.channel,
        m.author_kind,
        m.author_id,
        m.author_name,
        m.text,
        m.automatic,
        m.unproven,
        m.reply_to,
        m.external_id,
        m.template,
        m.sent_at,
        m.at,
    )


def message_of(row: Any) -> Message:
    """A row as a value."""
    fields = dict(row)
    return Message(direction=Direction(fields.pop("direction")), **fields)


async def messages_of(scope: Scope, case_id: UUID, *, most: int = 500) -> list[Message]:
    """The last messages of a case, oldest first."""
    rows = await scope.fetch(
        f"SELECT {_MESSAGE_COLUMNS} FROM message WHERE tenant_id = $1 AND case_id = $2"  # noqa: S608
        " ORDER BY at DESC, id DESC LIMIT $3",
        scope.tenant_id,
        case_id,
        most,
    )
    return [message_of(row) for row in reversed(rows)]


async def message(scope: Scope, message_id: UUID) -> Message | None:
    """One message, or none."""
    row = await scope.fetchrow(
        f"SELECT {_MESSAGE_COLUMNS} FROM message WHERE tenant_id = $1 AND id = $2",  # noqa: S608
        scope.tenant_id,
        message_id,
    )
    return message_of(row) if row else None


async def add(scope: Scope, conversations: Sequence[Conversation]) -> None:
    """Insert new conversations; only one batch of an office looks for and adds them at a time."""
    await _CONVERSATIONS.insert(
        scope,
        [(c.id, c.contact_id, c.account_id, c.scheme, c.address, c.last_in_at) for c in conversations],
    )


async def touch(scope: Scope, conversations: Sequence[Conversation]) -> None:
    """The citizen wrote again: the channel's window begins anew."""
    if conversations:
        await scope.execute(
            "UPDATE conversation c SET last_in_at = greatest(c.last_in_at, n.last_in_at)"
            " FROM unnest($2::uuid[], $3::timestamptz[]) AS n (id, last_in_at)"
            " WHERE c.tenant_id = $1 AND c.id = n.id",
            scope.tenant_id,
            [c.id for c in conversations],
            [c.last_in_at for c in conversations],
        )


async def mark_warned(scope: Scope, conversation_ids: Iterable[UUID]) -> None:
    """Their citizens were told to call 119."""
    await scope.execute(
        "UPDATE conversation SET warned_at = $3 WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
        scope.tenant_id,
        list(conversation_ids),
        scope.now,
    )


async def mark_asked(scope: Scope, conversation_ids: Iterable[UUID], *, asked: bool) -> None:
    """A dialogue began in them, or ended."""
    await scope.execute(
        "UPDATE conversation SET asked = $3 WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
        scope.tenant_id,
        list(conversation_ids),
        asked,
    )


async def has_warned(scope: Scope, case_id: UUID, after: datetime) -> bool:
    """Was the citizen of this case told to call 119 since then?"""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM message WHERE tenant_id = $1 AND case_id = $2 AND at > $3"
        " AND direction = 'out' AND kind = 'emergency')",
        scope.tenant_id,
        case_id,
        after,
    )
    return found


async def find(
    scope: Scope, keys: Iterable[tuple[UUID, str, str]]
) -> dict[tuple[UUID, str, str], Conversation]:
    """Conversations by account, scheme and address."""
    wanted = list(set(keys))
    accounts, schemes, addresses = zip(*wanted, strict=True) if wanted else ((), (), ())
    rows = await scope.fetch(
        "SELECT c.id, c.contact_id, c.account_id, c.scheme, c.address, c.last_in_at, c.warned_at,"
        " c.asked FROM conversation c"
        " JOIN unnest($2::uuid[], $3::text[], $4::text[]) AS k (account_id, scheme, address)"
        " USING (account_id, scheme, address) WHERE c.tenant_id = $1",
        scope.tenant_id,
        list(accounts),
        list(schemes),
        list(addresses),
    )
    found = [Conversation(**dict(row)) for row in rows]
    return {(each.account_id, each.scheme, each.address): each for each in found}


async def load(scope: Scope, conversation_id: UUID) -> Conversation | None:
    """One conversation, or none."""
    row = await scope.fetchrow(
        "SELECT id, contact_id, account_id, scheme, address, last_in_at, warned_at, asked FROM conversation"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        conversation_id,
    )
    return Conversation(**dict(row)) if row else None


async def give(
    scope: Scope, giver: UUID, taker: UUID, only: Iterable[UUID] | None, reached_at: Iterable[tuple[str, str]]
) -> list[UUID]:
    """Hand the giver's threads, all or only these and those with one of these addresses, to the taker."""
    addresses = list(reached_at)
    rows = await scope.fetch(
        "UPDATE conversation c SET contact_id = $3 WHERE c.tenant_id = $1 AND c.contact_id = $2"
        " AND ($4 OR c.id = ANY($5::uuid[]) OR EXISTS (SELECT FROM unnest($6::text[], $7::text[])"
        " AS k (scheme, address) WHERE k.scheme = c.scheme AND k.address = c.address)) RETURNING c.id",
        scope.tenant_id,
        giver,
        taker,
        only is None,
        list(only or ()),
        [scheme for scheme, _ in addresses],
        [address for _, address in addresses],
    )
    return [row["id"] for row in rows]


async def cases_of_external(
    scope: Scope, keys: Iterable[tuple[UUID, str]]
) -> dict[tuple[UUID, str], tuple[UUID, UUID]]:
    """(conversation, remote message id) → (case, message) of messages we know, either way."""
    wanted = list(set(keys))
    conversations, externals = zip(*wanted, strict=True) if wanted else ((), ())
    rows = await scope.fetch(
        "SELECT m.conversation_id, m.external_id, m.case_id, m.id FROM message m"
        " JOIN unnest($2::uuid[], $3::text[]) AS k (conversation_id, external_id)"
        " USING (conversation_id, external_id) WHERE m.tenant_id = $1",
        scope.tenant_id,
        list(conversations),
        list(externals),
    )
    return {(r["conversation_id"], r["external_id"]): (r["case_id"], r["id"]) for r in rows}


async def last_heard(scope: Scope, conversation_id: UUID, case_id: UUID) -> str:
    """What the remote calls the last message that came in this thread of the case; empty when none did."""
    found: str | None = await scope.fetchval(
        "SELECT external_id FROM message WHERE tenant_id = $1 AND case_id = $3 AND conversation_id = $2"
        " AND direction = 'in' ORDER BY at DESC, id DESC LIMIT 1",
        scope.tenant_id,
        conversation_id,
        case_id,
    )
    return found or ""


async def mailboxes_written_to(scope: Scope, addresses: Collection[str], since: datetime) -> set[str]:
    """Which of these mailboxes (`rules.plain_mailbox`) were sent a letter of ours, by a person or by ourselves."""
    rows = await scope.fetch(
        "SELECT DISTINCT c.mailbox FROM conversation c"
        " JOIN message m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id"
        " WHERE c.tenant_id = $1 AND c.mailbox = ANY($2::text[])"
        " AND m.channel = 'email' AND m.direction = 'out' AND m.at > $3",
        scope.tenant_id,
        list(addresses),
        since,
    )
    return {row["mailbox"] for row in rows}


async def set_external_id(scope: Scope, message_id: UUID, external_id: str) -> None:
    """Remember what the remote calls a message we sent, so that answers to it find the case."""
    sql = "UPDATE message SET external_id = $3 WHERE tenant_id = $1 AND id = $2"
    await scope.execute(sql, scope.tenant_id, message_id, external_id)


async def reword(scope: Scope, message_id: UUID, text: str) -> None:
    """What has not left yet is said in other words."""
    await scope.execute(
        "UPDATE message SET text = $3 WHERE tenant_id = $1 AND id = $2", scope.tenant_id, message_id, text
    )


async def mark_touched(scope: Scope, message_id: UUID, emoji: str) -> None:
    """The office reacted to it; an empty emoji takes the reaction back."""
    await scope.execute(
        "UPDATE message SET office_reaction = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        message_id,
        emoji,
    )


async def mark_revoked(scope: Scope, message_id: UUID, at: datetime) -> None:
    """The sender took it back; the office keeps what it has read, and sees that."""
    await scope.execute(
        "UPDATE message SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2", scope.tenant_id, message_id, at
    )


async def mark_edited(scope: Scope, message_id: UUID, text: str) -> None:
    """The sender changed it; the first version is kept beside the new one."""
    await scope.execute(
        "UPDATE message SET original_text = coalesce(original_text, text), text = $3"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        message_id,
        text,
    )


async def mark_reaction(scope: Scope, message_id: UUID, emoji: str) -> None:
    """The citizen reacted to it; an empty emoji takes the reaction back."""
    await scope.execute(
        "UPDATE message SET reaction = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        message_id,
        emoji[:16],
    )
