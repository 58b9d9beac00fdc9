"""Read one case: its page, its messages, and, with a reason, who the citizen is."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from helpdesk.casefile import rules, store
from helpdesk.casefile.model import CasePageView, ContactView, Revealed, Said, WayView
from helpdesk.casefile.store import Stored
from helpdesk.cases import service as cases
from helpdesk.cases.numbers import read_number
from helpdesk.cases.rules import word_of
from helpdesk.channels.accounts import AccountBook
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import masked
from helpdesk.replies.service import Way, way_to_citizen
from kit.cursors import cursor_of, place_of
from kit.errors import Forbidden, Invalid, Missing
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices.service import offices_above
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require

MESSAGES = 100
MOST_MESSAGES = 200
REASON_CHARACTERS = (5, 500)


async def case_page(actor: Actor, number: str, book: AccountBook) -> CasePageView:
    """Everything about a case, and what the actor may do with it.

    A member of the office who opens it has seen it by that (decision 14); a program has not.
    Raises `Forbidden`, and `Missing` also for a case of another office or of none of the actor's units.
    """
    plain = _known(actor, number)
    above = bool(await offices_above(actor.tenant_id))
    view = await _read(actor, plain, book, above=above)
    if actor.kind is ActorKind.STAFF and (view.case.unread or view.case.first_seen_at is None):
        await cases.see(actor, plain)
        view = await _read(actor, plain, book, above=above)
    return view


async def messages(
    actor: Actor, number: str, *, cursor: str = "", most: int = MESSAGES
) -> tuple[tuple[Said, ...], str]:
    """Messages of a case, oldest first, and the cursor for those after them; empty at the end."""
    plain = _known(actor, number)
    place = place_of(cursor, _Place) if cursor else _Place(0, UUID(int=0))
    most = max(1, min(most, MOST_MESSAGES))
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        after = (_EPOCH + timedelta(microseconds=place.at), place.id)
        notes = actor.may(Permission.NOTE)
        said = await store.messages_after(scope, actor, plain, after, most + 1, notes=notes)
    if said is None:
        raise Missing("case_missing")
    last = said[most - 1].message if len(said) > most else None
    onward = _Place((last.at - _EPOCH) // timedelta(microseconds=1), last.id) if last else None
    return said[:most], cursor_of(onward) if onward else ""


async def reveal(actor: Actor, number: str, reason: str) -> Revealed:
    """Who the citizen is. That it was asked, by whom and why, is on record before the answer is given.

    Raises `Invalid` without a reason, and `Forbidden` for a citizen who was promised to stay unnamed.
    """
    reason = " ".join(reason.replace("\x00", "").split())
    least, most = REASON_CHARACTERS
    if not least <= len(reason) <= most:
        raise Invalid("invalid", fields={"reason": "required" if len(reason) < least else "too_long"})
    async with cases.working(actor, number, Permission.REVEAL_IDENTITY) as work:
        case = work.case
        if case.anonymous:
            raise Forbidden("citizen_is_anonymous")
        if case.contact_id is None:
            raise Missing("contact_missing")
        contact = await contacts.load(work.scope, case.contact_id)
        identities = await contacts.identities_of(work.scope, case.contact_id)
        await record(work.scope, actor, "contact.revealed", "case", case.id, reason=reason)
    return Revealed(name=contact.name if contact else "", identities=tuple(identities))


def _known(actor: Actor, number: str) -> str:
    require(actor, Permission.READ_CASES)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    return plain


async def _read(actor: Actor, number: str, book: AccountBook, *, above: bool) -> CasePageView:
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.page(scope, actor, number)
        if found is None:
            raise Missing("case_missing")
        way = await way_to_citizen(scope, found.case, book)
        return _view(actor, found, way, scope, above=above)


def _view(actor: Actor, found: Stored, way: Way, scope: Scope, *, above: bool) -> CasePageView:
    case, contact = found.case, _contact(found)
    said = [each for each in found.said if rules.may_read(actor, each)]
    return CasePageView(
        case=case,
        word=word_of(case),
        late=case.due_at is not None and case.due_at < scope.now,
        now=scope.now,
        contact=contact,
        unit=found.unit,
        assignee=found.assignee,
        facility=found.facility,
        duplicate_of=found.original,
        clocks=found.clocks,
        timeline=rules.timeline(said, found.passed, found.happened),
        files=found.files,
        handovers=found.handovers,
        register=found.register,
        way=_way(way),
        acts=rules.acts_of(actor, case, contact, found.handovers, found.register, offices_above=above),
    )


def _contact(found: Stored) -> ContactView | None:
    if found.case.contact_id is None:
        return None
    return ContactView(
        id=found.case.contact_id,
        name="" if found.case.anonymous else found.contact,
        language=found.language,
        identities=tuple((scheme, masked(value)) for scheme, value in found.identities if scheme != "portal"),
    )


def _way(way: Way) -> WayView:
    if way.conversation is None or way.account is None:
        return WayView(channel="portal", address="", open=True, window_ends_at=None)
    return WayView(
        channel=way.account.kind.value,
        address=masked(way.conversation.address),
        open=way.open,
        window_ends_at=way.window_ends_at,
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last message of a page: microseconds since 1970, and its id."""

    at: Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
    id: UUID
