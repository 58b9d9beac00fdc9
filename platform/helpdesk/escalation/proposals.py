"""The only queries on proposed answers."""

from typing import Any
from uuid import UUID

import msgspec

from tenants.doors import Scope

_COLUMNS = "id, case_id, link_id, message_id, of_id, spoken, state, said_id"


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What another desk proposed to tell the citizen; here the desk speaks, or passes on what the other says."""

    id: UUID
    case_id: UUID
    link_id: UUID
    message_id: UUID
    of_id: UUID | None
    spoken: bool
    said_id: UUID | None = None
    """What the citizen was told of it."""
    state: str = "waiting"

    @property
    def waits(self) -> bool:
        """Nobody has told the citizen yet."""
        return self.state == "waiting"


async def add(scope: Scope, proposal: Proposal) -> None:
    """Insert one that waits."""
    await scope.execute(
        "INSERT INTO proposal (tenant_id, id, case_id, link_id, message_id, of_id, spoken, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        scope.tenant_id,
        proposal.id,
        proposal.case_id,
        proposal.link_id,
        proposal.message_id,
        proposal.of_id,
        proposal.spoken,
        scope.now,
    )


async def proposal(scope: Scope, proposal_id: UUID) -> Proposal | None:
    """One of the office's, held; or none."""
    row = await scope.fetchrow(
        f"SELECT {_COLUMNS} FROM proposal WHERE tenant_id = $1 AND id = $2 FOR UPDATE",  # noqa: S608
        scope.tenant_id,
        proposal_id,
    )
    return _of(row) if row else None


async def of_message(scope: Scope, message_id: UUID) -> Proposal | None:
    """The one that a message brought, held; or none."""
    row = await scope.fetchrow(
        f"SELECT {_COLUMNS} FROM proposal WHERE tenant_id = $1 AND message_id = $2 FOR UPDATE",  # noqa: S608
        scope.tenant_id,
        message_id,
    )
    return _of(row) if row else None


async def settle(scope: Scope, proposal_id: UUID, said_id: UUID) -> None:
    """The citizen was told."""
    await scope.execute(
        "UPDATE proposal SET state = 'said', said_id = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        proposal_id,
        said_id,
    )


def _of(row: Any) -> Proposal:
    return Proposal(**dict(row))
