"""The only queries on dialogues."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from helpdesk.dialogues.model import LEFT_ALONE, Dialogue
from tenants.doors import Scope

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Dialogue)


async def load(scope: Scope, conversation_ids: Iterable[UUID]) -> dict[UUID, Dialogue]:
    """The dialogues under way in these conversations, held."""
    rows = await scope.fetch(
        "SELECT id, state FROM dialogue WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE",
        scope.tenant_id,
        list(conversation_ids),
    )
    return {row["id"]: _decoder.decode(row["state"]) for row in rows}


async def save(scope: Scope, dialogues: Mapping[UUID, Dialogue]) -> None:
    """Write how they stand now; each is left alone from here on until its citizen writes again."""
    if dialogues:
        await scope.execute(
            "INSERT INTO dialogue (tenant_id, id, state, due_at)"
            " SELECT $1, d.id, d.state, $4 FROM unnest($2::uuid[], $3::bytea[]) AS d (id, state)"
            " ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at",
            scope.tenant_id,
            list(dialogues),
            [_encoder.encode(dialogue) for dialogue in dialogues.values()],
            scope.now + LEFT_ALONE,
        )


async def change(scope: Scope, conversation_id: UUID, dialogue: Dialogue) -> None:
    """Write what was said differently; nothing else moves."""
    await scope.execute(
        "UPDATE dialogue SET state = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        conversation_id,
        _encoder.encode(dialogue),
    )


async def end(scope: Scope, conversation_ids: Sequence[UUID]) -> None:
    """They are over."""
    if conversation_ids:
        await scope.execute(
            "DELETE FROM dialogue WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
            scope.tenant_id,
            list(conversation_ids),
        )


async def left_alone(scope: Scope, most: int) -> dict[UUID, Dialogue]:
    """Those whose citizens have not written for so long, the oldest first, held."""
    rows = await scope.fetch(
        "SELECT id, state FROM dialogue WHERE tenant_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3"
        " FOR UPDATE SKIP LOCKED",
        scope.tenant_id,
        scope.now,
        most,
    )
    return {row["id"]: _decoder.decode(row["state"]) for row in rows}


async def has_menu(scope: Scope, account_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts on which the menu is shown."""
    rows = await scope.fetch(
        "SELECT id FROM account WHERE tenant_id = $1 AND menu AND id = ANY($2::uuid[])",
        scope.tenant_id,
        list(set(account_ids)),
    )
    return frozenset(row["id"] for row in rows)
