"""A case without its citizen: every word and file goes; number, times, states and promises stay, for the figures.

No role can remove cases, because other rows may name them for ever.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import emptying
from helpdesk.cases.model import Case
from kit.errors import Conflict
from tenants.doors import Scope

_MARK = """
    INSERT INTO case_erasure (tenant_id, case_id, ground, erased_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id, case_id) DO UPDATE SET ground = $3, erased_at = $4, law = '', look_at = NULL, link_id = NULL
"""
_KEEP = """
    INSERT INTO case_erasure (tenant_id, case_id, law) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, case_id) DO UPDATE SET law = $3
"""
_POSTPONE = """
    INSERT INTO case_erasure (tenant_id, case_id, ground, look_at, link_id) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, case_id) DO UPDATE SET look_at = $4, link_id = $5,
        ground = CASE WHEN case_erasure.erased_at IS NULL THEN $3 ELSE case_erasure.ground END
"""


def emptied(case: Case) -> Case:
    """The case without what tells who its citizen is; no PIN opens it any more."""
    generation = case.pin_generation + 1
    nobody = replace(case, contact_id=None, conversation_id=None, pin_generation=generation)
    return replace(nobody, title="", summary="", danger=False, unread=False)


async def standing(scope: Scope, case_id: UUID) -> tuple[bool, str]:
    """Whether the citizen's data are gone, and the law that makes the office keep them; empty for none."""
    row: Any = await scope.fetchrow(
        "SELECT erased_at IS NOT NULL AS gone, law FROM case_erasure WHERE tenant_id = $1 AND case_id = $2",
        scope.tenant_id,
        case_id,
    )
    return (row["gone"], row["law"]) if row else (False, "")


async def keep(scope: Scope, case_id: UUID, law: str) -> None:
    """The office keeps them, because of this law; empty takes that back."""
    await scope.execute(_KEEP, scope.tenant_id, case_id, law)


async def awaited(scope: Scope, case_id: UUID) -> bool:
    """Whether something of the case is on its way to somebody, or its citizen is just telling us more."""
    return bool(await scope.fetchval(emptying.AWAITED, scope.tenant_id, case_id))


async def postpone(
    scope: Scope, case_id: UUID, ground: str, until: datetime, link_id: UUID | None = None
) -> None:
    """Look again then whether they can go. `link_id`: the hand-over whose other office waits to hear it."""
    await scope.execute(_POSTPONE, scope.tenant_id, case_id, ground, until, link_id)


async def erase(scope: Scope, case_id: UUID, contact_id: UUID | None, ground: str) -> None:
    """Empty what hangs on a held case, and its citizen where no other case knows them; the case is `emptied`.

    Raises `Conflict` (`still_sending`) while something is on its way.
    """
    if await awaited(scope, case_id):
        raise Conflict("still_sending")
    await emptying.empty(scope, case_id)
    await scope.execute(_MARK, scope.tenant_id, case_id, ground, scope.now)
    if contact_id is not None:
        await emptying.forget(scope, contact_id, case_id)
