"""Calls to the doors of other installations: letters, files that go along, and words about the connection itself."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid5

import httpx2
import msgspec

from helpdesk.announcements.model import Told
from helpdesk.attachments.store import Kept
from helpdesk.channels.exchange import retry_after
from helpdesk.elsewhere import service, store, wire
from helpdesk.elsewhere.model import Far, FarState
from helpdesk.elsewhere.wire import Announced, Copy, Counted, Hello, NewKey, Said
from helpdesk.escalation import relations
from helpdesk.escalation.letter import Letter
from helpdesk.figures.model import Figures
from helpdesk.relay.rules import Carried, Message
from kit.errors import Conflict
from kit.http import BodyTooLarge, read_at_most
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.webhooks import signed
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor

PATH = "/letters"
UNREACHABLE = "unreachable"
CALL_SECONDS = 90.0
"""For one call as a whole, a large file on a slow line in it: whoever answers drop by drop is silent, too."""
_MOST_ANSWER = 64 * 1024
_CODE = re.compile("[a-z][a-z0-9_]{0,39}")


class FarRefused(Exception):
    """The other installation did not take it; `for_good`: it never will."""

    def __init__(self, code: str, *, for_good: bool = False, rest: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.for_good = for_good
        self.rest = rest


class FarPost:
    """Sends to doors elsewhere, and knows where our own are. One per process."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        sealer: Sealer,
        base_url: str,
        clock: Callable[[], float],
        *,
        public_only: bool,
    ) -> None:
        """`public_only`: doors are reached by https alone."""
        self.sealer = sealer
        self.clock = clock
        self.public_only = public_only
        self._http = http
        self._doors = base_url.rstrip("/") + PATH

    async def connected(self, tenant_id: int, uid: UUID) -> Far | None:
        """The connection of an office here to one elsewhere, if it works."""
        async with tenant_scope(tenant_id, read_only=True) as scope:
            return await store.connected(scope, uid, self.sealer)

    async def carry(self, tenant_id: int, far: Far, letter: Letter) -> None:
        """Hand a letter over; raises `FarRefused`."""
        await self._call(tenant_id, far, letter.id, Carried(data=letter))

    async def copy(
        self, tenant_id: int, far: Far, letter_id: UUID, of: UUID, kept: Kept, content: bytes
    ) -> bool:
        """Hand a file over before its letter; false when they do not take such a file. Raises `FarRefused`."""
        told = Copy(
            letter=letter_id,
            file=of,
            name=kept.name,
            mime_type=kept.mime_type,
            sha256=kept.sha256,
            content=content,
        )
        try:
            await self._call(tenant_id, far, uuid5(letter_id, str(of)), told)
        except FarRefused as refusal:
            if refusal.code in ("file_refused", "too_large"):
                return False
            raise
        return True

    async def announce(self, tenant_id: int, far: Far, told: Told) -> None:
        """Tell an office below something; raises `FarRefused`."""
        name = uuid5(told.id, f"{far.id}/{told.version}")
        await self._call(tenant_id, far, name, Announced(data=told))

    async def count(self, tenant_id: int, far: Far, figures: Figures) -> None:
        """Tell an office above how ours stands; raises `FarRefused`."""
        body = msgspec.Raw(msgspec.json.encode(figures))
        await self._call(tenant_id, far, uuid7(), Counted(data=body))

    async def invite(self, actor: Actor, name: str) -> tuple[Far, str]:
        """A connection that waits for the other side, and the code to hand them."""
        far, invitation = await service.invite(actor, name, self._doors, self.sealer)
        return far, wire.written(invitation)

    async def accept(self, actor: Actor, code: str) -> Far:
        """Use a code that the other side handed us; raises `Invalid`, `Forbidden`, `Conflict`.

        They hear of it with our first call; when that does not get through, `greet` says it again.
        """
        invitation = wire.read(code, public_only=self.public_only)
        far = await service.accept(actor, invitation, self.sealer)
        async with tenant_scope(actor.tenant_id) as scope:
            await relations.begin(scope, invitation.plate.uid)
        return far

    async def greet(self, actor: Actor, far_id: UUID) -> str:
        """Say who we are, and hear whether they are there; answers why not, or nothing.

        Raises `Forbidden`, `Missing`, and `Conflict` when there is nobody to ask.
        """
        far = await service.connection(actor, far_id, self.sealer)
        if far.state is not FarState.CONNECTED or far.plate is None:
            raise Conflict("not_connected")
        own = await offices.office(actor.tenant_id)
        async with tenant_scope(actor.tenant_id, read_only=True) as scope:
            receives = await relations.receives_from(scope, far.plate.uid)
        hello = Hello(
            plate=service.plate_of(own),
            address=f"{self._doors}/{far.id}",
            receives=receives,
            kin=far.kin.value,
        )
        return await self._told(actor, far, hello)

    async def tell(self, actor: Actor, uid: UUID) -> str:
        """What we agreed on with an office elsewhere changed: it hears so at once, or with the next call."""
        far = await self.connected(actor.tenant_id, uid)
        return await self.greet(actor, far.id) if far else ""

    async def change_key(self, actor: Actor, far_id: UUID) -> str:
        """Sign with a new key from now on; answers why the other side does not have it yet, or nothing.

        Until it has it we sign with both, so no letter is refused in between.
        """
        far = await service.prepare_key(actor, far_id, self.sealer)
        newest = far.keys.ours[0]
        failed = await self._told(actor, far, NewKey(key=newest))
        if not failed:
            await service.drop_old_key(actor.tenant_id, far.id, newest, self.sealer)
            async with tenant_scope(actor.tenant_id) as scope:
                await record(scope, actor, "far_office.key_changed", "far_office", far.id)
        return failed

    async def _told(self, actor: Actor, far: Far, message: Message) -> str:
        try:
            await self._call(actor.tenant_id, far, uuid7(), message)
        except FarRefused as refusal:
            return refusal.code
        return ""

    async def _call(self, tenant_id: int, far: Far, message_id: UUID, message: Message) -> Said:
        error, said = UNREACHABLE, None  # also when our patience ends first
        try:
            said = await self._sent(far, message_id, msgspec.json.encode(message))
            error = ""
        except FarRefused as refusal:
            error = refusal.code
            raise
        finally:
            async with tenant_scope(tenant_id) as scope:
                await store.note_out(scope, far.id, error, said.receives if said else None)
        return said

    async def _sent(self, far: Far, message_id: UUID, body: bytes) -> Said:
        headers = signed(far.keys.ours, str(message_id), int(self.clock()), body)
        headers["content-type"] = "application/json"
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._http.stream("POST", far.address, content=body, headers=headers) as answer,
            ):
                content = await read_at_most(answer, _MOST_ANSWER)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, BodyTooLarge):
            raise FarRefused(UNREACHABLE) from None
        if answer.status_code == 200:
            try:
                return msgspec.json.decode(content, type=Said)
            except msgspec.MsgspecError:
                raise FarRefused("answer_unreadable") from None
        rest = retry_after(answer.headers)
        raise FarRefused(
            _code_of(content) or f"status_{answer.status_code}",
            for_good=wire.is_for_good(answer.status_code),
            rest=None if rest is None else timedelta(seconds=rest),
        )


class _Problem(msgspec.Struct):
    code: str = ""


def _code_of(content: bytes) -> str:
    try:
        code = msgspec.json.decode(content, type=_Problem).code
    except msgspec.MsgspecError:
        return ""
    return code if _CODE.fullmatch(code) else ""
