"""Carry letters: out of the sender's scope, then, when that is closed, into the recipient's inbox."""

import asyncio
from functools import partial
from uuid import UUID

import msgspec
import structlog
from msgspec.structs import replace

from helpdesk.channels.accounts import account_of_kind
from helpdesk.channels.model import ChannelKind, LetterArrived
from helpdesk.escalation import carriage
from helpdesk.escalation.carriage import Claimed
from helpdesk.escalation.letter import Letter
from helpdesk.escalation.service import not_carried
from helpdesk.inbox.service import receive_in
from helpdesk.relay.copying import FilesNotReady, Put, copied, put_next_door
from helpdesk.relay.far import UNREACHABLE, FarPost, FarRefused
from kit.errors import Missing
from kit.files import FileStore
from tenants.doors import tenant_scope
from tenants.offices import service as offices

log = structlog.get_logger()

FEW = 4
"""Letters to one door in one round."""
ROUND_SECONDS = 120.0
"""Patience with one door in one round, whatever it drips; shorter than a lease."""


class Undeliverable(Exception):
    """The recipient is no office of this installation, or takes no letters now."""


_CODES = {Undeliverable: "undeliverable", FilesNotReady: "files_not_ready"}


async def carry_due(tenant_id: int, *, files: FileStore, most: int = 50) -> int:
    """Carry one office's due letters to other offices of this installation; answers how many were claimed.

    A crash anywhere repeats a letter at most; the recipient's inbox keeps each letter once, by its id.
    """
    async with tenant_scope(tenant_id) as scope:
        claimed = await carriage.claim(scope, most)
    trip = _Trip(tenant_id, files, None)
    for each in claimed:
        await trip.carry(each)
    return len(claimed)


async def carry_far(tenant_id: int, *, files: FileStore, far: FarPost | None, most: int = 32) -> int:
    """Carry one office's due letters to offices of other installations, a few to each, all doors at once.

    A door that answers slowly costs the others one round's patience, and nothing to offices that write elsewhere.
    """
    async with tenant_scope(tenant_id) as scope:
        claimed = await carriage.claim(scope, most, far=True, to_one=FEW)
    doors: dict[UUID, list[Claimed]] = {}
    for each in claimed:
        doors.setdefault(msgspec.json.decode(each.body, type=_Head).recipient, []).append(each)
    async with asyncio.TaskGroup() as rounds:
        for letters in doors.values():
            rounds.create_task(_to_one_door(_Trip(tenant_id, files, far), letters))
    return len(claimed)


async def _to_one_door(trip: "_Trip", letters: list[Claimed]) -> None:
    for each in letters:
        await trip.carry(each)


class _Head(msgspec.Struct, frozen=True):
    recipient: UUID


class _Trip:
    """One round with an office's letters; a door that does not answer is not tried again on the same round."""

    def __init__(self, tenant_id: int, files: FileStore, far: FarPost | None) -> None:
        self._tenant_id = tenant_id
        self._files = files
        self._far = far
        self._ends = asyncio.get_running_loop().time() + ROUND_SECONDS
        self._silent = False

    async def carry(self, claimed: Claimed) -> None:
        """Bring one letter, and write down what became of it; what failed is tried again or left to a person."""
        refusal = await self._refusal(claimed)
        if refusal is None:
            async with tenant_scope(self._tenant_id) as scope:
                await carriage.delivered(scope, claimed.id)
            return
        log.warning("letter_not_carried", letter=str(claimed.id), error=refusal.code)
        await not_carried(
            self._tenant_id,
            claimed.id,
            claimed.tries,
            refusal.code,
            for_good=refusal.for_good,
            rest=refusal.rest,
        )

    async def _refusal(self, claimed: Claimed) -> FarRefused | None:
        """Bring it; why it could not be, whatever it was."""
        try:
            await self._bring(claimed)
        except FarRefused as refusal:
            return refusal
        except Exception as fault:
            return FarRefused(_CODES.get(type(fault), type(fault).__name__))
        return None

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
        if self._silent:
            raise FarRefused(UNREACHABLE)
        try:
            async with asyncio.timeout_at(self._ends):
                put = partial(self._far.copy, self._tenant_id, there, letter.id)
                await self._far.carry(self._tenant_id, there, await self._with_files(letter, tries, put))
        except TimeoutError:
            self._silent = True
            raise FarRefused(UNREACHABLE) from None
        except FarRefused as refusal:
            self._silent = refusal.code == UNREACHABLE
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
