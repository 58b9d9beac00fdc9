"""The integrated view: which cases are shared with other offices, who holds them, how the own work stands."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpdesk.overview import store
from helpdesk.overview.linked import page_for
from helpdesk.overview.model import LinkedQuery, OfficeFigures, Overview, OwnCounts, Sort
from helpdesk.overview.rules import in_order, of_province
from helpdesk.overview.tiles import tiles
from tenants.doors import tenant_scope
from tenants.offices.model import Office
from tenants.offices.service import all_offices, office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

OFFICES = 50
"""On one page: a country has more than five hundred."""


async def overview(
    actor: Actor,
    *,
    cursor: str = "",
    peer: str = "",
    sort: Sort = Sort.NAME,
    province: str = "",
    skipped: int = 0,
) -> Overview:
    """Numbers of this office and of those below it, and its linked cases, newest first.

    Of the offices there are `OFFICES` on a page, after those that are `skipped`.
    `province` narrows the offices to those of one (two digits), `peer` the cases to those shared with one office (its
    slug; one that is not known is nobody).
    Raises `Forbidden`, and `Invalid` for a cursor.
    """
    require(actor, Permission.READ_OVERVIEW)
    own = await office(actor.tenant_id)
    offices = {each.id: each for each in await all_offices()}
    other = next((each for each in offices.values() if each.slug == peer), None)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await page_for(scope, actor, own, LinkedQuery(peer=peer, cursor=cursor))
        standing = await store.figures(scope)
        shared = await store.shared(scope)
        counted = await store.counts(scope)
    every = [
        _figures(row, offices[row["office_id"]], actor.tenant_id, shared)
        for row in standing
        if row["office_id"] in offices
    ]
    asked = in_order(of_province(every, province), sort)
    skipped = (
        skipped if skipped < len(asked) else 0
    )  # offices that were there have gone: begin at the first page
    return Overview(
        counts=OwnCounts(**dict(counted)),
        offices=tuple(asked[skipped : skipped + OFFICES]),
        offices_in_all=len(asked),
        skipped=skipped,
        provinces=tiles(every),
        rows=found.rows,
        peer=other.name if other else "",
        next_cursor=found.next_cursor,
        now=scope.now,
    )


def _figures(row: Any, it: Office, own: int, shared: Mapping[UUID, int]) -> OfficeFigures:
    return OfficeFigures(
        slug=it.slug,
        name=it.name,
        own=it.id == own,
        open=row["open_cases"],
        late=row["late_cases"],
        recent=row["recent_cases"],
        answered=row["answered_cases"],
        median_seconds=row["median_seconds"],
        shared=shared.get(it.uid, 0),
        last_activity=row["last_activity"],
        region=it.region,
        rounds=row["rounds"],
        rounds_missed=row["rounds_missed"],
        ratings=row["ratings"],
        mean_score=row["mean_score"],
        channels=row["channels"],
        channels_failing=row["channels_failing"],
    )
