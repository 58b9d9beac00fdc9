"""Carry letters: out of the sender's scope, then, when that is closed, into the recipient's inbox."""

from uuid import UUID

import msgspec
import structlog

from helpdesk.channels.accounts import account_of_kind
from helpdesk.channels.model import ChannelKind, LetterArrived
from helpdesk.escalation import store
from helpdesk.escalation.letter import Letter
from helpdesk.escalation.service import not_carried
from helpdesk.inbox.service import receive_in
from kit.errors import Missing
from tenants.doors import tenant_scope
from tenants.offices import service as offices

log = structlog.get_logger()


class Undeliverable(Exception):
    """The recipient is no office of this installation, or takes no letters now."""


async def carry_due(tenant_id: int, *, most: int = 50) -> int:
    """Carry one office's due letters; answers how many were claimed.

    A crash anywhere repeats a letter at most; the recipient's inbox keeps each letter once, by its id.
    """
    async with tenant_scope(tenant_id) as scope:
        claimed = await store.claim_letters(scope, most)
    delivered: list[UUID] = []
    for letter_id, body, attempts in claimed:
        try:
            await _deliver(letter_id, body)
            delivered.append(letter_id)
        except Exception as fault:
            code = "undeliverable" if isinstance(fault, Undeliverable) else type(fault).__name__
            log.warning("letter_not_carried", letter=str(letter_id), error=code)
            await not_carried(tenant_id, letter_id, attempts, code)
    if delivered:
        async with tenant_scope(tenant_id) as scope:
            await store.mark_delivered(scope, delivered)
    return len(claimed)


async def _deliver(letter_id: UUID, body: bytes) -> None:
    letter = msgspec.json.decode(body, type=Letter)
    try:
        recipient = await offices.office_by_uid(letter.recipient)
    except Missing:
        raise Undeliverable from None
    arrival = LetterArrived(external_id=str(letter_id), at=letter.at, letter=msgspec.Raw(body))
    async with tenant_scope(recipient.id) as scope:
        account_id = await account_of_kind(scope, ChannelKind.RELAY)
        if account_id is None:
            raise Undeliverable
        await receive_in(scope, account_id, [arrival])
