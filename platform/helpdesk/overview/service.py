"""The integrated view: which cases are shared with other offices, who holds them, how the own work stands."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from helpdesk.cases.rules import word_of
from helpdesk.cases.store import COLUMNS, case_of
from helpdesk.escalation.model import LinkState, Side
from helpdesk.overview import store
from helpdesk.overview.model import Linked, OfficeFigures, Overview, OwnCounts, Sort
from helpdesk.overview.rules import in_order, of_province
from helpdesk.overview.tiles import tiles
from kit.cursors import cursor_of, place_of
from tenants.doors import tenant_scope
from tenants.offices.model import Office
from tenants.offices.service import all_offices, office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

ROWS = 50

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(3000, 1, 1, tzinfo=UTC)
_LAST_ID = UUID(int=2**128 - 1)
_COLUMNS = tuple(COLUMNS.split(", "))
_WORKED_ON = (LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS)


async def overview(
    actor: Actor, *, cursor: str = "", peer: str = "", sort: Sort = Sort.NAME, province: str = ""
) -> Overview:
    """Numbers of this office and of those below it, and its linked cases, newest first.

    `province` narrows the offices to those of one (two digits), `peer` the cases to those shared with one office (its
    slug; one that is not known is nobody).
    Raises `Forbidden`, and `Invalid` for a cursor.
    """
    require(actor, Permission.READ_OVERVIEW)
    place = place_of(cursor, _Place) if cursor else None
    before = (_EPOCH + timedelta(microseconds=place.at), place.id) if place else (_END, _LAST_ID)
    own = (await office(actor.tenant_id)).name
    offices = {each.id: each for each in await all_offices()}
    other = next((each for each in offices.values() if each.slug == peer), None)
    titles = actor.may(Permission.READ_CASES) and actor.may(Permission.READ_ALL_UNITS)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.linked(scope, before, ROWS + 1, other.uid if other else None)
        standing = await store.figures(scope)
        shared = await store.shared(scope)
        counted = await store.counts(scope)
    every = [
        _figures(row, offices[row["office_id"]], actor.tenant_id, shared)
        for row in standing
        if row["office_id"] in offices
    ]
    rows = tuple(_linked(row, own, scope.now, titles=titles) for row in found[:ROWS])
    return Overview(
        counts=OwnCounts(**dict(counted)),
        offices=tuple(in_order(of_province(every, province), sort)),
        provinces=tiles(every),
        rows=rows,
        peer=other.name if other else "",
        next_cursor=cursor_of(_place_after(rows[-1])) if len(found) > ROWS else "",
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


def _linked(row: Any, own: str, now: datetime, *, titles: bool) -> Linked:
    case = case_of({column: row[column] for column in _COLUMNS})
    side, state = Side(row["side"]), LinkState(row["link_state"])
    holder = _holder(side, state, own, row["peer"], row["onward"] or "")
    return Linked(
        link_id=row["link_id"],
        side=side,
        link_state=state,
        peer=row["peer"],
        peer_number=row["peer_number"],
        number=case.number,
        title=case.title if titles else "",
        state=case.state,
        word=word_of(case),
        due_at=case.due_at,
        late=case.is_late(now),
        holder=holder,
        here=holder == own,
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _holder(side: Side, state: LinkState, own: str, peer: str, onward: str) -> str:
    """Whose turn it is: the asked office's until it has answered, then the one's that faces the citizen."""
    if side is Side.SOURCE:
        return peer if state in _WORKED_ON else own
    if state not in _WORKED_ON:
        return peer
    return onward or own


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last row of a page: microseconds since 1970, and the link's id."""

    at: Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
    id: UUID


def _place_after(row: Linked) -> _Place:
    return _Place((row.created_at - _EPOCH) // timedelta(microseconds=1), row.link_id)
