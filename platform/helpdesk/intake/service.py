"""Take arrivals in: one office at a time, a batch in one transaction."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import structlog

from helpdesk.calls.service import take_event
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.calls import CallArrived
from helpdesk.channels.model import (
    AccountEvent,
    ChannelKind,
    Ignored,
    LetterArrived,
    MessageArrived,
    MessageEdited,
    MessageRevoked,
    ReactionArrived,
    StatusArrived,
)
from helpdesk.delivery.service import take_statuses
from helpdesk.escalation.letter import CitizenNamed, Letter, Offer
from helpdesk.escalation.mirror import take_letter
from helpdesk.events import AccountNews
from helpdesk.inbox import store
from helpdesk.inbox.service import receive_in
from helpdesk.inbox.store import Entry, Verdict
from helpdesk.intake.inquiring import Inquiry, answer_all
from helpdesk.intake.joining import join_parts
from helpdesk.intake.messages import take_messages
from helpdesk.intake.silence import give_up
from helpdesk.intake.store import take_turn
from helpdesk.intake.touches import take_touch
from helpdesk.message_templates.store import note_state
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.outbox.service import announce
from tenants.permissions.model import Actor

log = structlog.get_logger()

MOST_ATTEMPTS = 12
STATUS_ATTEMPTS = 8
"""A status may overtake the answer to the send it speaks of; after about four minutes nobody sent it."""
OFFER_ATTEMPTS = 74
"""A letter may overtake the offer of its hand-over; after about three days a person decides what it is."""

ANSWER_SECONDS = 60
"""How long answering who only asks may take; then whoever did it is held for dead."""


async def take_in(tenant_id: int, book: AccountBook, *, most: int = 600) -> int:
    """Understand one office's due arrivals; answers how many. One worker at a time per office.

    An arrival that cannot be taken in does not hold up the others: the batch is repeated one by one.
    """
    try:
        return await _take(tenant_id, book, most=most)
    except Exception as fault:
        log.warning("intake_batch_failed", error=type(fault).__name__)
    async with tenant_scope(tenant_id) as scope:
        waiting = await store.waiting(scope, most)
    for entry_id in waiting:
        await _take_alone(tenant_id, book, entry_id)
    return len(waiting)


async def _take_alone(tenant_id: int, book: AccountBook, entry_id: UUID) -> None:
    try:
        await _take(tenant_id, book, only=[entry_id])
    except Exception as fault:
        log.warning("intake_entry_failed", entry=str(entry_id), error=type(fault).__name__)
        async with tenant_scope(tenant_id) as scope:
            await store.postpone_failed(scope, entry_id, type(fault).__name__, MOST_ATTEMPTS)


async def end_left_alone(tenant_id: int, *, most: int = 100) -> int:
    """Dialogues whose citizens went away become cases with what was said, or end; answers how many.

    One worker at a time per office: nobody answers a question while it is given up.
    """
    office = await offices.office(tenant_id)
    async with tenant_scope(tenant_id) as scope:
        if not await take_turn(scope, wait=False):
            return 0
        verdicts, ended = await give_up(scope, office, most)
        await store.settle(scope, verdicts)
    return ended


async def take_now(tenant_id: int, book: AccountBook, entry_id: UUID, actor: Actor) -> None:
    """Take one stored arrival in during the request: forms that must show a number at once."""
    await _take(tenant_id, book, only=[entry_id], actor=actor, wait=True)


async def receive_and_take(
    scope: Scope, office: Office, book: AccountBook, account_id: UUID, arrival: MessageArrived, actor: Actor
) -> tuple[UUID, bool]:
    """Receive a form and take it in within one transaction; answers its entry, and whether it came just now.

    Between two transactions the worker could take it, and would write history in the citizen's name.
    """
    await take_turn(scope, wait=True)
    await receive_in(scope, account_id, [arrival])
    entry_id = await store.entry_of(scope, account_id, "message", arrival.external_id)
    entries = await store.claim(scope, 1, [entry_id])
    if entries:
        await _understand(scope, entries, office, book, actor)
    return entry_id, bool(entries)


async def _take(
    tenant_id: int,
    book: AccountBook,
    *,
    most: int = 1,
    only: Sequence[UUID] = (),
    actor: Actor | None = None,
    wait: bool = False,
) -> int:
    office = await offices.office(tenant_id)
    async with tenant_scope(tenant_id) as scope:
        if not await take_turn(scope, wait=wait):
            return 0
        entries = await store.claim(scope, most, only)
        inquiries = await _understand(scope, entries, office, book, actor) if entries else []
    if inquiries:
        await answer_all(office, inquiries)
    return len(entries)


async def _understand(
    scope: Scope, entries: Sequence[Entry], office: Office, book: AccountBook, actor: Actor | None
) -> list[Inquiry]:
    """Take entries in; answers those that ask something, put aside until they are answered."""
    joined = await join_parts(scope, entries)
    verdicts, inquiries = await take_messages(scope, joined.entries, office, _threads(book), actor)
    verdicts += joined.settled(verdicts)
    statuses = [e for e in entries if isinstance(e.arrival, StatusArrived)]
    later: list[UUID] = []
    if statuses:
        pairs = [(e.account_id, e.arrival) for e in statuses if isinstance(e.arrival, StatusArrived)]
        known = await take_statuses(scope, pairs)
        for entry, found in zip(statuses, known, strict=True):
            if found:
                verdicts.append(Verdict(entry.id, "taken"))
            elif entry.attempts < STATUS_ATTEMPTS:
                later.append(entry.id)
            else:
                verdicts.append(Verdict(entry.id, "ignored", "status of a message that is not ours"))
    for entry in entries:
        await _single(scope, entry, verdicts, later)
    await store.settle(scope, verdicts)
    if later:
        await store.postpone(scope, later)
    if inquiries:
        await store.put_aside(scope, [each.entry_id for each in inquiries], ANSWER_SECONDS)
    return inquiries


async def _single(scope: Scope, entry: Entry, verdicts: list[Verdict], later: list[UUID]) -> None:
    arrival = entry.arrival
    if isinstance(arrival, LetterArrived):
        letter = msgspec.json.decode(arrival.letter, type=Letter)
        taken = await take_letter(scope, letter)
        if not taken.settled:
            if taken.unknown and entry.attempts >= OFFER_ATTEMPTS:
                verdicts.append(Verdict(entry.id, "failed", store.HANDOVER_UNKNOWN))
            else:
                later.append(entry.id)
            return
        if isinstance(letter.content, Offer):
            await store.wake_followers(scope)
        unnamed = isinstance(letter.content, CitizenNamed) and not letter.content.openly
        if taken.case_id and unnamed and not taken.refused:
            await store.empty_letters(scope, taken.case_id)  # the name may stand in earlier ones
        state = "ignored" if taken.refused else "taken"
        verdicts.append(Verdict(entry.id, state, taken.refused, taken.case_id))
    elif isinstance(arrival, ReactionArrived | MessageEdited | MessageRevoked):
        verdicts.append(await take_touch(scope, entry, arrival))
    elif isinstance(arrival, CallArrived):
        await take_event(scope, entry.account_id, arrival, entry.received_at)
        verdicts.append(Verdict(entry.id, "taken"))
    elif isinstance(arrival, AccountEvent):
        news = arrival.template
        if news is not None:
            await note_state(scope, entry.account_id, news.name, news.language, news.state)
        await announce(scope, [AccountNews(account_id=entry.account_id, at=scope.now, what=arrival.what)])
        verdicts.append(Verdict(entry.id, "taken"))
    elif isinstance(arrival, Ignored):
        verdicts.append(Verdict(entry.id, "ignored", arrival.reason))


def _threads(book: AccountBook) -> frozenset[ChannelKind]:
    """Channels on which we can answer."""
    kinds = ((kind, book.adapter(kind)) for kind in ChannelKind)
    return frozenset(kind for kind, adapter in kinds if adapter is not None and adapter.sender is not None)
