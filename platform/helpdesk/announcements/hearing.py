"""What an office is told, here and from elsewhere, put together."""

from typing import Any
from uuid import UUID

from helpdesk.announcements import far, store
from helpdesk.announcements.model import Heard, Importance
from tenants.doors import Scope
from tenants.offices import service as offices


async def heard_in(scope: Scope) -> tuple[Heard, ...]:
    """Each once; and what an office right above us says is heard from no other one."""
    names = {each.id: each.name for each in await offices.all_offices()}
    rows = [(row, names.get(row["office_id"], "")) for row in await store.heard(scope)]
    rows += [(row, row["office"]) for row in await far.here(scope)]
    passed = [found for found in rows if found[0]["said_by"]]
    heard = {_matter(row): _as_heard(row, office) for row, office in rows if not row["said_by"]}
    direct = await _right_above(scope) if passed else set()
    for row, office in passed:
        if row["origin"] not in direct:
            heard.setdefault(_matter(row), _as_heard(row, office))
    return tuple(heard.values())


async def _right_above(scope: Scope) -> set[UUID]:
    here = {each.uid for each in await offices.offices_above(scope.tenant_id)}
    return here | await far.above(scope)


def _matter(row: Any) -> tuple[UUID, UUID]:
    """Whose words these are, and which."""
    return row["origin"], row["told_id"]


def _as_heard(row: Any, office: str) -> Heard:
    return Heard(
        id=row["id"],
        office=row["said_by"] or office,
        via=office if row["said_by"] else "",
        title=row["title"],
        text=row["body"],
        importance=Importance(row["importance"]),
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        changed_at=row["changed_at"],
        version=row["version"],
    )
