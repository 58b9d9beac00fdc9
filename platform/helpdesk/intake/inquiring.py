"""Citizens who ask by message how a report is getting on: answered after the batch, and no message of any case.

Comparing a PIN takes transactions and time of its own, so the entry is only put aside here. It stays what it is
until the answer is queued: whoever dies between is followed by the next worker.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec
import structlog

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import Conversation
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.inbox import store
from helpdesk.inbox.store import Verdict
from helpdesk.intake.announcing import outbound
from helpdesk.intake.batch import Piece
from helpdesk.notifications.service import tracking_link
from helpdesk.tracking import rules
from helpdesk.tracking import service as tracking
from tenants.doors import tenant_scope
from tenants.offices.model import Office

log = structlog.get_logger()

ASKED_ON = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS})
MOST_ATTEMPTS = 5
_AT_ONCE = 6


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One question, and where it is answered."""

    entry_id: UUID
    external_id: str
    conversation: Conversation
    channel: ChannelKind
    question: rules.Question


def without_inquiries(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Inquiry]]:
    """The messages that say something, and those that only ask."""
    rest: list[Piece] = []
    found: list[Inquiry] = []
    for piece in pieces:
        question = _question(piece)
        if question is None or piece.conversation is None:
            rest.append(piece)
            continue
        found.append(
            Inquiry(
                entry_id=piece.entry.id,
                external_id=piece.arrival.external_id,
                conversation=piece.conversation,
                channel=piece.entry.channel,
                question=question,
            )
        )
    return rest, found


def _question(piece: Piece) -> rules.Question | None:
    arrival = piece.arrival
    asks = piece.entry.channel in ASKED_ON and arrival.kind == "text" and not arrival.media
    if not asks or arrival.form is not None or arrival.case_id is not None or not tracking.answers_here():
        return None
    return rules.asked(arrival.text)


async def answer_all(office: Office, inquiries: Sequence[Inquiry]) -> None:
    """Answer each once; one that fails is tried again later and harms no other."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(inquiry: Inquiry) -> None:
        async with gate:
            try:
                await _answer(office, inquiry)
            except Exception as fault:
                log.warning("inquiry_failed", entry=str(inquiry.entry_id), error=type(fault).__name__)
                async with tenant_scope(office.id) as scope:
                    reason = type(fault).__name__
                    await store.postpone_failed(scope, inquiry.entry_id, reason, MOST_ATTEMPTS)

    await asyncio.gather(*(one(inquiry) for inquiry in inquiries))


async def _answer(office: Office, inquiry: Inquiry) -> None:
    place = inquiry.conversation
    link = tracking_link(office.slug)
    text = await tracking.answer(office, place, inquiry.channel, inquiry.question, link)
    async with tenant_scope(office.id) as scope:
        if not await store.claim(scope, 1, [inquiry.entry_id]):
            return  # another worker was quicker
        if text:
            wanted = Queued(
                case_id=None,
                conversation_id=place.id,
                account_id=place.account_id,
                outbound=outbound(place, text, reply_to=inquiry.external_id),
            )
            await queue(scope, [wanted])
        verdict = Verdict(inquiry.entry_id, "taken" if text else "ignored", "" if text else "asked too often")
        await store.settle(scope, [verdict])
        await store.empty(scope, [inquiry.entry_id])  # a PIN may stand in it
