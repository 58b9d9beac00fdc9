"""The integrated view: which cases are shared with other offices, who holds them, how the own work stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.elsewhere.service import everywhere_in
from helpdesk.figures import store as figures
from helpdesk.figures.model import Below
from helpdesk.figures.rules import are_old
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

_NAMES = {
    "open_cases": "open",
    "late_cases": "late",
    "recent_cases": "recent",
    "answered_cases": "answered",
    **{name: name for name in ("median_seconds", "last_activity", "rounds", "rounds_missed", "ratings")},
    **{name: name for name in ("mean_score", "channels", "channels_failing")},
}
"""The columns of an office's numbers, and what the overview calls them."""
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("open", "late", "recent", "answered"), 0),
    **dict.fromkeys(("median_seconds", "last_activity")),
}


async def overview(
    actor: Actor,
    *,
    cursor: str = "",
    peer: str = "",
    sort: Sort = Sort.NAME,
    province: str = "",
    skipped: int = 0,
) -> Overview:
    """Numbers of this office and of those below it, here and elsewhere, and its linked cases, newest first.

    Of the offices there are `OFFICES` on a page, after those that are `skipped`.
    `province` narrows the offices to those of one (two digits), `peer` the cases to those shared with one office (its
    slug; one that is not known is nobody).
    Raises `Forbidden`, and `Invalid` for a cursor.
    """
    require(actor, Permission.READ_OVERVIEW)
    own = await office(actor.tenant_id)
    offices = {each.id: each for each in await all_offices()}
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await page_for(scope, actor, own, LinkedQuery(peer=peer, cursor=cursor))
        standing = await store.figures(scope)
        shared = await store.shared(scope)
        counted = await store.counts(scope)
        below = await figures.below(scope)
        known = await everywhere_in(scope) if peer else ()
    other = next((each for each in known if each.slug == peer), None)
    every = [
        _figures(row, offices[row["office_id"]], actor.tenant_id, shared)
        for row in standing
        if row["office_id"] in offices
    ]
    every += [_told(each, shared, scope.now) for each in below]
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
    numbers = {as_shown: row[name] for name, as_shown in _NAMES.items()}
    return OfficeFigures(
        slug=it.slug,
        name=it.name,
        own=it.id == own,
        region=it.region,
        shared=shared.get(it.uid, 0),
        **numbers,
    )


def _told(it: Below, shared: Mapping[UUID, int], now: datetime) -> OfficeFigures:
    """An office elsewhere; of one that has told nothing yet there are no numbers."""
    told = it.figures
    numbers = _NOTHING | (
        {as_shown: getattr(told, name) for name, as_shown in _NAMES.items()} if told else {}
    )
    return OfficeFigures(
        slug=it.slug,
        name=it.name,
        own=False,
        region=it.region,
        shared=shared.get(it.uid, 0),
        elsewhere=True,
        told_at=told.at if told else None,
        old=told is not None and are_old(told, now),
        **numbers,
    )
