"""Carry letters: out of the sender's scope, then, when that is closed, into the recipient's inbox."""

from functools import partial
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
from helpdesk.relay.copying import FilesNotReady, Put, copied, put_next_door
from helpdesk.relay.far import UNREACHABLE, FarPost, FarRefused
from kit.errors import Missing
from kit.files import FileStore
from tenants.doors import tenant_scope
from tenants.offices import service as offices

log = structlog.get_logger()


class Undeliverable(Exception):
    """The recipient is no office of this installation, or takes no letters now."""


_CODES = {Undeliverable: "undeliverable", FilesNotReady: "files_not_ready"}


async def carry_due(tenant_id: int, *, files: FileStore, far: FarPost | None = None, most: int = 50) -> int:
    """Carry one office's due letters, next door and with `far` to other installations; answers how many were claimed.

    A crash anywhere repeats a letter at most; the recipient's inbox keeps each letter once, by its id.
    """
    async with tenant_scope(tenant_id) as scope:
        claimed = await store.claim_letters(scope, most)
    trip = _Trip(tenant_id, files, far)
    delivered = [each.id for each in claimed if await trip.carried(each)]
    if delivered:
        async with tenant_scope(tenant_id) as scope:
            await store.mark_delivered(scope, delivered)
    return len(claimed)


class _Trip:
    """One round with an office's letters; a door that does not answer is not tried again on the same round."""

    def __init__(self, tenant_id: int, files: FileStore, far: FarPost | None) -> None:
        self._tenant_id = tenant_id
        self._files = files
        self._far = far
        self._silent: set[UUID] = set()

    async def carried(self, claimed: Claimed) -> bool:
        """Bring one letter; what failed is written down, and tried again later or left to a person."""
        try:
            await self._bring(claimed)
        except FarRefused as refusal:
            log.warning("letter_not_carried", letter=str(claimed.id), error=refusal.code)
            await not_carried(
                self._tenant_id,
                claimed.id,
                claimed.tries,
                refusal.code,
                for_good=refusal.for_good,
                rest=refusal.rest,
            )
        except Exception as fault:
            code = _CODES.get(type(fault), type(fault).__name__)
            log.warning("letter_not_carried", letter=str(claimed.id), error=code)
            await not_carried(self._tenant_id, claimed.id, claimed.tries, code)
        else:
            return True
        return False

    async def _bring(self, claimed: Claimed) -> None:
        letter = msgspec.json.decode(claimed.body, type=Letter)
        if claimed.after < letter.seq - 1:
            letter = replace(letter, after=claimed.after)
        try:
            recipient = await offices.office_by_uid(letter.recipient)
        except Missing:
            await self._bring_far(letter, claimed.tries)
        else:
            put = partial(put_next_door, recipient.id, self._files)
            await _receive(recipient.id, await self._with_files(letter, claimed.tries, put))

    async def _bring_far(self, letter: Letter, tries: int) -> None:
        there = await self._far.connected(self._tenant_id, letter.recipient) if self._far else None
        if self._far is None or there is None:
            raise Undeliverable
        if there.id in self._silent:
            raise FarRefused(UNREACHABLE)
        try:
            put = partial(self._far.copy, self._tenant_id, there, letter.id)
            await self._far.carry(self._tenant_id, there, await self._with_files(letter, tries, put))
        except FarRefused as refusal:
            if refusal.code == UNREACHABLE:
                self._silent.add(there.id)
            raise

    async def _with_files(self, letter: Letter, tries: int, put: Put) -> Letter:
        enclosed = await copied(self._tenant_id, letter.id, letter.wanted, self._files, tries, put)
        return replace(letter, enclosed=enclosed)


async def _receive(recipient: int, letter: Letter) -> None:
    body = msgspec.Raw(msgspec.json.encode(letter))
    arrival = LetterArrived(external_id=str(letter.id), at=letter.at, letter=body)
    async with tenant_scope(recipient) as scope:
        account_id = await account_of_kind(scope, ChannelKind.RELAY)
        if account_id is None:
            raise Undeliverable
        await receive_in(scope, account_id, [arrival])
