"""What this office handed over and took over: narrowed, searched, and who holds it how long.

Only this office's own links and cases are asked; of another office's cases nothing can be found here, because
nothing of them is here but what was handed over.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.cases import history
from helpdesk.cases.legs import Holder, Leg, legs
from helpdesk.cases.model import Case
from helpdesk.cases.rules import word_of
from helpdesk.cases.searching import understood
from helpdesk.cases.store import COLUMNS, case_of
from helpdesk.elsewhere.service import everywhere_in
from helpdesk.escalation.model import AWAY, LinkState, Side
from helpdesk.overview import store
from helpdesk.overview.model import Held, Holding, Linked, LinkedPage, LinkedQuery
from kit.cursors import cursor_of, place_of
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST_ROWS = 200
MOST_COUNTED = 999

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(3000, 1, 1, tzinfo=UTC)
_LAST_ID = UUID(int=2**128 - 1)
_COLUMNS = tuple(COLUMNS.split(", "))


async def linked_cases(actor: Actor, query: LinkedQuery) -> LinkedPage:
    """A page of hand-overs in both directions; raises `Forbidden`, and `Invalid` for a cursor that is none of ours."""
    require(actor, Permission.READ_OVERVIEW)
    own = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await page_for(scope, actor, own, query)


async def how_many(actor: Actor, query: LinkedQuery, most: int = MOST_COUNTED) -> int:
    """How many hand-overs the whole list holds; one more than `most` means: more than that."""
    require(actor, Permission.READ_OVERVIEW)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.how_many_linked(scope, await _asked(scope, actor, query), most + 1)


async def partners(actor: Actor) -> list[Office]:
    """The offices that this one shares anything with, or ever did, by name."""
    require(actor, Permission.READ_OVERVIEW)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        known, there = await store.partners(scope), await everywhere_in(scope)
    return sorted((each for each in there if each.uid in known), key=lambda it: it.name)


async def page_for(scope: Scope, actor: Actor, own: Office, query: LinkedQuery) -> LinkedPage:
    """The page inside the caller's transaction."""
    asked = await _asked(scope, actor, query)
    place = place_of(query.cursor, _Place) if query.cursor else None
    before = (_EPOCH + timedelta(microseconds=place.at), place.id) if place else (_END, _LAST_ID)
    most = max(1, min(query.most, MOST_ROWS))
    found = await store.linked(scope, asked, before, most + 1)
    shown = found[:most]
    turns = await history.turns_of(scope, [row["id"] for row in shown])
    titles = reads_titles(actor)
    rows = tuple(
        _linked(row, legs(turns[row["id"]], row["opened_at"]), own.name, scope.now, titles=titles)
        for row in shown
    )
    cursor = cursor_of(_place_after(rows[-1])) if len(found) > most else ""
    return LinkedPage(rows=rows, next_cursor=cursor, now=scope.now)


def reads_titles(actor: Actor) -> bool:
    """Who reads every case of the office reads what was handed over, and may search its words."""
    return actor.may(Permission.READ_CASES) and actor.may(Permission.READ_ALL_UNITS)


async def _asked(scope: Scope, actor: Actor, query: LinkedQuery) -> store.Asked:
    search = understood(query.search)
    words = search.words if search and reads_titles(actor) else ""
    own = await offices.office(actor.tenant_id)
    zone = ZoneInfo(own.timezone)
    days = (query.since, query.until + timedelta(days=1) if query.until else None)
    since, until = (datetime.combine(day, time(), zone) if day else None for day in days)
    return store.Asked(
        peer=await _uid_of(scope, query.peer),
        province=query.province or None,
        side=query.side,
        state=query.state,
        here=None if query.holding is None else query.holding is Holding.HERE,
        kind=query.kind,
        late=query.late,
        since=since,
        until=until,
        words=words or None,
        number=search.number if search else "",
        searches=search is not None,
    )


async def _uid_of(scope: Scope, slug: str) -> UUID | None:
    """Of an office that is not known: the uid of nobody, with whom nothing is shared."""
    if not slug:
        return None
    return next((each.uid for each in await everywhere_in(scope) if each.slug == slug), UUID(int=0))


def _linked(row: Any, found: Sequence[Leg], own: str, now: datetime, *, titles: bool) -> Linked:
    case: Case = case_of({column: row[column] for column in _COLUMNS})
    side, state = Side(row["side"]), LinkState(row["link_state"])
    holder = _holder(side, state, own, row["peer"], row["onward"] or "", row["beyond"])
    return Linked(
        link_id=row["link_id"],
        side=side,
        link_state=state,
        peer=row["peer"],
        peer_number=row["peer_number"],
        number=case.number,
        title=case.title if titles else "",
        kind=case.kind,
        state=case.state,
        word=word_of(case),
        held=_held(found, now),
        due_at=case.due_at,
        late=case.is_late(now),
        holder=holder,
        here=row["here"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _held(found: Sequence[Leg], now: datetime) -> Held:
    sums = dict.fromkeys(Holder, timedelta())
    for leg in found:
        sums[leg.holder] += (leg.ends or now) - leg.begins
    return Held(
        ours=sums[Holder.DESK] + sums[Holder.UNIT],
        theirs=sums[Holder.OTHER_OFFICE],
        citizens=sums[Holder.CONTACT],
    )


def _holder(side: Side, state: LinkState, own: str, peer: str, onward: str, beyond: str) -> str:
    """Whose turn it is: the asked office's until it has answered, then the one's that faces the citizen."""
    if side is Side.SOURCE:
        return (beyond or peer) if state in AWAY else own
    if state not in AWAY:
        return peer
    return beyond or onward or own


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last row of a page: microseconds since 1970, and the link's id."""

    at: Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
    id: UUID


def _place_after(row: Linked) -> _Place:
    return _Place((row.created_at - _EPOCH) // timedelta(microseconds=1), row.link_id)
