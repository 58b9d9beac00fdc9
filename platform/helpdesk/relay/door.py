"""`/letters/{door}`: where offices of other installations hand in letters. Who holds a door's key may use it.

Everything is judged before anything is kept: the signature over the raw bytes, the office it claims to be, the one it
is meant for. 200 is said only after it is committed; any other answer tells the sender whether to try again.
"""

import hashlib
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid5

import msgspec
from litestar import Request, Response, post
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.announcements import service as announcements
from helpdesk.announcements.model import Told
from helpdesk.attachments.model import MOST_BYTES
from helpdesk.attachments.preparing import prepared
from helpdesk.attachments.store import Kept
from helpdesk.channels.accounts import account_of_kind
from helpdesk.channels.model import ChannelKind, LetterArrived
from helpdesk.elsewhere import service, store, wire
from helpdesk.elsewhere.model import Far, FarState
from helpdesk.elsewhere.wire import Announced, Copy, Counted, Hello, NewKey, Said
from helpdesk.escalation import relations
from helpdesk.escalation.letter import Enclosed, Letter, Offer
from helpdesk.figures import store as figures
from helpdesk.figures.rules import read as read_figures
from helpdesk.inbox.service import receive_in
from helpdesk.relay import rules
from helpdesk.relay.copying import put_here
from helpdesk.relay.far import PATH, FarPost
from helpdesk.relay.rules import Carried, Message
from kit.errors import Conflict, Forbidden, Invalid, Missing, Unauthenticated, Unavailable
from kit.files import FileStore, new_key
from kit.webhooks import NotGenuine, verify
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Kin

MOST_REQUEST_BYTES = MOST_BYTES * 4 // 3 + 64 * 1024
"""A file in the form in which it travels."""
_OLD_KEY_HOLDS = timedelta(days=1)
_NOTED_EVERY = timedelta(minutes=1)


@post(
    f"{PATH}/{{door:uuid}}",
    status_code=200,
    include_in_schema=False,
    request_max_body_size=MOST_REQUEST_BYTES,
)
async def take_call(request: Request[Any, Any, Any], door: FromPath[UUID]) -> Response[Said]:
    """One signed call."""
    runtime = request.app.state.runtime
    post_office = cast(FarPost, runtime.far)
    tenant_id = await store.whose(door)
    if tenant_id is None:
        raise Missing("door_missing")
    if request.headers.get("content-encoding", "identity") not in ("", "identity"):
        raise Invalid("body_compressed")
    body = await request.body()
    far = await _genuine(tenant_id, door, dict(request.headers), body, post_office)
    said = await _taken(tenant_id, far, rules.read(body), post_office, cast(FileStore, runtime.files))
    runtime.bell.ring("inbox")
    return Response(said)


async def _genuine(
    tenant_id: int, door: UUID, headers: dict[str, str], body: bytes, post_office: FarPost
) -> Far:
    async with tenant_scope(tenant_id) as scope:
        far = await store.one(scope, door, post_office.sealer)
        if far is None:
            raise Missing("door_missing")
        known = far.keys.theirs
        if far.rotated_at is None or far.rotated_at + _OLD_KEY_HOLDS <= scope.now:
            known = known[:1]
        try:
            verify(known, headers, body, post_office.clock())
        except NotGenuine as fault:
            if far.unsigned_at is None or far.unsigned_at + _NOTED_EVERY <= scope.now:
                await store.note_in(scope, far.id, genuine=False)
            refused = fault.code
        else:
            return far
    raise Unauthenticated(refused)


async def _taken(tenant_id: int, far: Far, message: Message, post_office: FarPost, files: FileStore) -> Said:
    if isinstance(message, Copy):
        return await _keep_copy(tenant_id, far, message, files)
    if isinstance(message, Counted):
        return await _count(tenant_id, far, message, post_office)
    async with tenant_scope(tenant_id) as scope:
        held = await store.one(scope, far.id, post_office.sealer, hold=True)
        if held is None or held.state is FarState.CUT:
            raise Missing("door_missing")
        match message:
            case Hello():
                held = await _greeted(scope, held, message, post_office)
            case NewKey(key=key):
                await _change_key(scope, held, key, post_office)
            case Carried(data=letter):
                await _keep(scope, held, letter)
            case Announced(data=told):
                await _hear(scope, held, told)
        await store.note_in(scope, held.id, genuine=True)
        return Said(receives=await _receives(scope, held))


async def _greeted(scope: Scope, far: Far, hello: Hello, post_office: FarPost) -> Far:
    sound = wire.is_sound(hello.plate) and wire.is_door(hello.address, public_only=post_office.public_only)
    if not sound:
        raise Invalid("letter_unreadable")
    after = await service.greeted(scope, far, hello, post_office.sealer)
    if far.plate is None:
        await relations.begin(scope, hello.plate.uid)
    return after


async def _change_key(scope: Scope, far: Far, key: str, post_office: FarPost) -> None:
    _connected(far)
    if not wire.is_key(key):
        raise Invalid("letter_unreadable")
    await service.take_key(scope, far, key, post_office.sealer)


async def _keep(scope: Scope, far: Far, letter: Letter) -> None:
    """Into the inbox, once, as a letter of an office next door; intake decides what it means."""
    uid = _connected(far)
    own = await offices.office(scope.tenant_id)
    if letter.sender != uid or letter.recipient != own.uid:
        raise Conflict("foreign_office")
    if isinstance(letter.content, Offer) and not await _receives(scope, far):
        raise Conflict("not_received")
    account_id = await account_of_kind(scope, ChannelKind.RELAY)
    if account_id is None:
        raise Unavailable("unavailable", retry_after=60)
    ours = tuple(Enclosed(of=each.of, id=uuid5(letter.id, str(each.of))) for each in letter.enclosed)
    body = msgspec.Raw(msgspec.json.encode(replace(letter, enclosed=ours)))
    arrival = LetterArrived(external_id=str(letter.id), at=letter.at, letter=body)
    await receive_in(scope, account_id, [arrival])


async def _hear(scope: Scope, far: Far, told: Told) -> None:
    """Only from an office that our administrator put above ours; taking back is heard from every one."""
    uid = _connected(far)
    if far.agreed_kin is not Kin.ABOVE and not told.withdrawn:
        raise Conflict("not_above")
    await announcements.hear(scope, uid, told)


async def _count(tenant_id: int, far: Far, counted: Counted, post_office: FarPost) -> Said:
    """Only from an office that our administrator put below ours; what is refused stands in the letter log."""
    async with tenant_scope(tenant_id) as scope:
        held = await store.one(scope, far.id, post_office.sealer, hold=True)
        if held is None or held.state is FarState.CUT:
            raise Missing("door_missing")
        uid = _connected(held)
        await store.note_in(scope, held.id, genuine=True)
        try:
            if held.agreed_kin is not Kin.BELOW:
                raise Conflict("not_below")
            await figures.keep(scope, uid, read_figures(bytes(counted.data), scope.now))
        except (Conflict, Invalid) as refusal:
            await figures.refuse(scope, uid, refusal.code)
            refused = refusal
        else:
            return Said(receives=await _receives(scope, held))
    raise refused


async def _keep_copy(tenant_id: int, far: Far, copy: Copy, files: FileStore) -> Said:
    """A file that goes along, judged and drawn anew like any upload, and scanned before anybody has it."""
    _connected(far)
    if hashlib.sha256(copy.content).hexdigest() != copy.sha256:
        raise Invalid("file_damaged")
    try:
        name, mime_type, content = await prepared(copy.name, copy.content)
    except Invalid:
        raise Conflict("file_refused") from None
    kept = Kept(
        id=uuid5(copy.letter, str(copy.file)),
        name=name,
        mime_type=mime_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key=new_key(tenant_id),
    )
    await put_here(tenant_id, kept, content, files)
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return Said(receives=await _receives(scope, far), copy=kept.id)


async def _receives(scope: Scope, far: Far) -> bool:
    return far.plate is not None and await relations.receives_from(scope, far.plate.uid)


def _connected(far: Far) -> UUID:
    if far.state is not FarState.CONNECTED or far.plate is None:
        raise Forbidden("not_connected")
    return far.plate.uid


LETTER_DOOR = [take_call]
