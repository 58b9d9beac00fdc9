"""Carry letters: out of the sender's scope, then, when that is closed, into the recipient's inbox."""

from uuid import UUID

import msgspec
import structlog
from msgspec.structs import replace

from helpdesk.channels.accounts import account_of_kind
from helpdesk.channels.model import ChannelKind, LetterArrived
from helpdesk.escalation import store
from helpdesk.escalation.letter import Letter
from helpdesk.escalation.service import not_carried
from helpdesk.escalation.store import Claimed
from helpdesk.inbox.service import receive_in
from helpdesk.relay.copying import FilesNotReady, copied
from kit.errors import Missing
from kit.files import FileStore
from tenants.doors import tenant_scope
from tenants.offices import service as offices

log = structlog.get_logger()


class Undeliverable(Exception):
    """The recipient is no office of this installation, or takes no letters now."""


_CODES = {Undeliverable: "undeliverable", FilesNotReady: "files_not_ready"}


async def carry_due(tenant_id: int, *, files: FileStore, most: int = 50) -> int:
    """Carry one office's due letters; answers how many were claimed.

    A crash anywhere repeats a letter at most; the recipient's inbox keeps each letter once, by its id.
    """
    async with tenant_scope(tenant_id) as scope:
        claimed = await store.claim_letters(scope, most)
    delivered: list[UUID] = []
    for each in claimed:
        try:
            await _deliver(tenant_id, each, files)
            delivered.append(each.id)
        except Exception as fault:
            code = _CODES.get(type(fault), type(fault).__name__)
            log.warning("letter_not_carried", letter=str(each.id), error=code)
            await not_carried(tenant_id, each.id, each.tries, code)
    if delivered:
        async with tenant_scope(tenant_id) as scope:
            await store.mark_delivered(scope, delivered)
    return len(claimed)


async def _deliver(tenant_id: int, claimed: Claimed, files: FileStore) -> None:
    letter = msgspec.json.decode(claimed.body, type=Letter)
    if claimed.after < letter.seq - 1:
        letter = replace(letter, after=claimed.after)
    try:
        recipient = await offices.office_by_uid(letter.recipient)
    except Missing:
        raise Undeliverable from None
    enclosed = await copied(tenant_id, recipient.id, letter.id, letter.wanted, files, claimed.tries)
    body = msgspec.Raw(msgspec.json.encode(replace(letter, enclosed=enclosed)))
    arrival = LetterArrived(external_id=str(letter.id), at=letter.at, letter=body)
    async with tenant_scope(recipient.id) as scope:
        account_id = await account_of_kind(scope, ChannelKind.RELAY)
        if account_id is None:
            raise Undeliverable
        await receive_in(scope, account_id, [arrival])
