"""Read one case: its page, its messages, and, with a reason, who the citizen is."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import KeptFile
from helpdesk.casefile import rules, store
from helpdesk.casefile.model import CasePageView, ContactView, Revealed, Said, WayView
from helpdesk.casefile.store import Stored
from helpdesk.cases import path
from helpdesk.cases import service as cases
from helpdesk.cases.helping import stretches
from helpdesk.cases.legs import legs
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.cases.rules import word_of
from helpdesk.cases.store import load_by_number
from helpdesk.cases.work import working
from helpdesk.channels.accounts import AccountBook
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import masked, masked_identities
from helpdesk.contacts.rules import given_reason
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction
from helpdesk.escalation import looks
from helpdesk.replies.model import Way
from helpdesk.replies.service import way_over
from kit.cursors import cursor_of, place_of
from kit.errors import Forbidden, Missing
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices.service import Around, offices_around
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import may_reach, require

T = TypeVar("T")

MESSAGES = 100
MOST_MESSAGES = 200


async def case_page(actor: Actor, number: str, book: AccountBook) -> CasePageView:
    """Everything about a case, and what the actor may do with it.

    A member of the office who opens it has seen it by that (decision 14); a program has not.
    Raises `Forbidden`, and `Missing` also for a case of another office or of none of the actor's units.
    """
    view, _ = await case_page_with(actor, number, book, _nothing)
    return view


async def case_page_with(
    actor: Actor, number: str, book: AccountBook, beside: Callable[[Scope, CasePageView, Way], Awaitable[T]]
) -> tuple[CasePageView, T]:
    """The same, and what `beside` reads for the case and its way to the citizen, as all stand at one moment."""
    plain = _known(actor, number)
    around = await offices_around(actor.tenant_id)
    found = await _read(actor, plain, book, beside, around=around)
    case = found[0].case
    sees = actor.kind is ActorKind.STAFF and may_reach(actor, case.unit_id)
    if sees and (case.unread or case.first_seen_at is None):
        await cases.see(actor, plain)
        found = await _read(actor, plain, book, beside, around=around)
    return found


async def _nothing(_scope: Scope, _view: CasePageView, _way: Way) -> None:
    return None


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

    The office that told us who it is hears of it in the same way.
    Raises `Invalid` without a reason, and `Forbidden` for a citizen who was promised to stay unnamed.
    """
    reason = given_reason(reason)
    async with working(actor, number, Permission.REVEAL_IDENTITY) as work:
        case = work.case
        if case.anonymous:
            raise Forbidden("citizen_is_anonymous")
        known = await looks.shown(work.scope, case.id) if case.mirrored and case.contact_id is None else None
        if known is not None:
            await record(work.scope, actor, "contact.revealed", "case", case.id, reason=reason)
            await looks.tell_owner(work, known.link_id, reason)
            return Revealed(name=known.citizen, identities=())
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


async def _read(
    actor: Actor,
    number: str,
    book: AccountBook,
    beside: Callable[[Scope, CasePageView, Way], Awaitable[T]],
    *,
    around: Around,
) -> tuple[CasePageView, T]:
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.page(scope, actor, number)
        if found is None:
            raise Missing("case_missing")
        account = book.opened(scope.tenant_id, found.account) if found.account else None
        way = way_over(found.conversation, account, found.case, book, scope.now)
        view = _view(actor, found, way, scope, around=around)
        return view, await beside(scope, view, way)


def _view(actor: Actor, found: Stored, way: Way, scope: Scope, *, around: Around) -> CasePageView:
    case, contact = found.case, _contact(found)
    said = [each for each in found.said if rules.may_read(actor, each)]
    happened = [
        rules.placed(each, found.handovers) for each in found.happened if rules.may_know(actor, each.fact)
    ]
    facts, whole = [each.fact for each in found.happened], len(found.happened) < store.MOST_ROWS
    return CasePageView(
        case=case,
        word=word_of(case),
        late=case.is_late(scope.now),
        now=scope.now,
        contact=contact,
        unit=found.unit,
        topic=found.topic,
        assignee=found.assignee,
        facility=found.facility,
        duplicate_of=found.original,
        clocks=found.clocks,
        legs=legs(facts, case.opened_at) if whole else (),
        help=stretches(facts) if whole else (),
        timeline=rules.timeline(said, found.passed, happened, found.calls),
        files=rules.readable_files(found.files, found.said, said),
        handovers=found.handovers,
        agreements=found.agreements,
        register=found.register,
        unit_ways=found.unit_ways,
        asked=found.asked,
        earlier=found.earlier,
        way=way_view(way, anonymous=case.anonymous, stopped=found.stopped),
        acts=rules.acts_of(
            actor,
            case,
            contact,
            found.handovers,
            found.register,
            above=around.above,
            may_ask=found.asks_others or around.many,
            files_in_register=found.files_in_register,
            said=said,
            ways=found.unit_ways,
            waits=found.asked,
        ),
    )


async def _readable(scope: Scope, actor: Actor, number: str) -> Case:
    """The case, if the actor reads it: also as a unit that helps or has a copy. Raises `Missing`."""
    case = await load_by_number(scope, _known(actor, number), hold=False)
    if not may_reach(actor, case.unit_id):
        parts = await path.parts(scope, case.id)
        if not any(each.unit_id in actor.unit_ids for each in parts):
            raise Missing("case_missing")
    return case


def _contact(found: Stored) -> ContactView | None:
    if found.case.contact_id is None:
        return None
    return ContactView(
        id=found.case.contact_id,
        name="" if found.case.anonymous else found.contact,
        language=found.language,
        identities=() if found.case.anonymous else masked_identities(found.identities),
    )


def way_view(way: Way, *, anonymous: bool = False, stopped: bool = False) -> WayView:
    """Where a reply goes; of a citizen without a name not even the last digits are shown."""
    if way.conversation is None or way.account is None:
        return WayView(channel="portal", address="", open=True, window_ends_at=None)
    return WayView(
        channel=way.account.kind.value,
        address=masked("" if anonymous else way.conversation.address),
        open=way.open,
        window_ends_at=way.window_ends_at,
        account_id=way.account.id,
        file_types=None if way.file_bytes is None else tuple(way.file_bytes),
        template_characters=way.template_characters,
        most_parts=way.most_parts,
        thread_id=way.conversation.id,
        quotes=way.quotes,
        touches=way.touches,
        elsewhere=way.elsewhere,
        stopped=stopped,
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last message of a page: microseconds since 1970, and its id."""

    at: Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
    id: UUID


async def file_of_case(actor: Actor, number: str, file_id: UUID) -> KeptFile:
    """A file of a case that the actor sees; `Missing` for everything else, and for what nobody may have yet."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await _readable(scope, actor, number)
        row = await attachments.stored(scope, case.id, file_id)
        said = await conversations.message(scope, row["message_id"]) if row and row["message_id"] else None
        internal = said is not None and said.direction is Direction.NOTE
        if row is None or (internal and not actor.may(Permission.NOTE)):
            raise Missing("file_missing")
        return attachments.kept_file(scope, row)
