"""The path of a case through the office's units: the only statements on dispositions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.cases.model import Part, PartRole, PartState
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import Actor

_LIVING = "state IN ('open', 'answered')"
_FIELDS = "id, case_id, unit_id, role, state, instruction, due_at, at, answered_at"
_PART = (
    f"SELECT {_FIELDS} FROM disposition"  # noqa: S608 - words of ours
    f" WHERE tenant_id = $1 AND case_id = $2 AND {_LIVING}"
)


async def add_disposition(
    scope: Scope,
    case_id: UUID,
    from_unit_id: UUID | None,
    unit_id: UUID,
    instruction: str,
    due_at: datetime | None,
    actor: Actor,
) -> UUID:
    """The unit leads from now on; what it was asked before, and who led until now, is over. Answers the part's id."""
    await scope.execute(
        f"UPDATE disposition SET state = 'ended' WHERE tenant_id = $1 AND case_id = $2 AND {_LIVING}"  # noqa: S608
        " AND (role = 'lead' OR unit_id = $3)",
        scope.tenant_id,
        case_id,
        unit_id,
    )
    part_id = uuid7()
    await scope.execute(
        "INSERT INTO disposition (tenant_id, id, case_id, from_unit_id, unit_id, instruction, due_at,"
        " actor_id, actor_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        scope.tenant_id,
        part_id,
        case_id,
        from_unit_id,
        unit_id,
        instruction,
        due_at,
        actor.id,
        actor.name,
        scope.now,
    )
    return part_id


async def add_part(
    scope: Scope,
    case_id: UUID,
    unit_id: UUID,
    role: PartRole,
    instruction: str,
    due_at: datetime | None,
    actor: Actor,
) -> UUID | None:
    """A unit helps or knows from now on; answers the part's id, and none when it has one already, which it keeps."""
    made: UUID | None = await scope.fetchval(
        "INSERT INTO disposition (tenant_id, id, case_id, unit_id, instruction, due_at, actor_id, actor_name, at, role)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id",
        scope.tenant_id,
        uuid7(),
        case_id,
        unit_id,
        instruction,
        due_at,
        actor.id,
        actor.name,
        scope.now,
        role.value,
    )
    return made


async def change_part(
    scope: Scope, part_id: UUID, role: PartRole, instruction: str, due_at: datetime | None
) -> None:
    """A unit beside the lead is asked something else, and has it to do again."""
    await scope.execute(
        "UPDATE disposition SET role = $3, instruction = $4, due_at = $5, state = 'open'"
        " WHERE tenant_id = $1 AND id = $2 AND role <> 'lead'",
        scope.tenant_id,
        part_id,
        role.value,
        instruction,
        due_at,
    )


async def part(scope: Scope, part_id: UUID) -> Part | None:
    """One part, whatever became of it."""
    row = await scope.fetchrow(
        f"SELECT {_FIELDS} FROM disposition WHERE tenant_id = $1 AND id = $2",  # noqa: S608 - words of ours
        scope.tenant_id,
        part_id,
    )
    return _part(row) if row else None


async def last_part_of(scope: Scope, case_id: UUID, unit_id: UUID) -> Part | None:
    """The last part that the unit had, whatever became of it."""
    row = await scope.fetchrow(
        f"SELECT {_FIELDS} FROM disposition WHERE tenant_id = $1 AND case_id = $2 AND unit_id = $3"  # noqa: S608
        " ORDER BY at DESC, id DESC LIMIT 1",
        scope.tenant_id,
        case_id,
        unit_id,
    )
    return _part(row) if row else None


async def parts(scope: Scope, case_id: UUID) -> list[Part]:
    """What is with units now, the lead first."""
    rows = await scope.fetch(f"{_PART} ORDER BY role <> 'lead', at, id", scope.tenant_id, case_id)
    return [_part(row) for row in rows]


async def part_of(scope: Scope, case_id: UUID, unit_id: UUID) -> Part | None:
    """What is with this unit now; none when nothing is."""
    found: Sequence[Part] = [each for each in await parts(scope, case_id) if each.unit_id == unit_id]
    return found[0] if found else None


async def set_state(scope: Scope, part_id: UUID, state: PartState) -> None:
    """How far the unit is; answering is noted with its moment, the first time."""
    await scope.execute(
        "UPDATE disposition SET state = $3, answered_at ="
        " CASE WHEN $3 = 'answered' THEN coalesce(answered_at, $4) ELSE answered_at END"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        part_id,
        state.value,
        scope.now,
    )


def _part(row: Any) -> Part:
    fields = dict(row)
    return Part(role=PartRole(fields.pop("role")), state=PartState(fields.pop("state")), **fields)
