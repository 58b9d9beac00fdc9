"""The Graph API: send a message, read a number, find and fetch a file."""

import asyncio
import hmac
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery

from integrations.whatsapp.simulator import acts, checks, interactive, wire
from integrations.whatsapp.simulator.checks import Refused
from integrations.whatsapp.simulator.model import (
    Chat,
    Choice,
    Direction,
    Faults,
    Line,
    Sending,
    SimulatedAccount,
    StoredFile,
)
from integrations.whatsapp.simulator.world import TheWorld, World
from kit.simulator.broken import BrokenOff

AnyRequest = Request[Any, Any, Any]
RETRY_AFTER = 2


@post("/v23.0/{phone_number_id:str}/messages", status_code=200)
async def send_message(request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str]) -> Response[Any]:
    """Take one message, or refuse it as Meta would; ordered faults come first."""
    account = _account(request, world)
    if account is None:
        return _refusal(Refused(190, "Cannot parse access token"))
    if account.phone_number_id != phone_number_id:
        return _refusal(Refused(100, "Object does not exist or missing permissions", 33))
    sending = Sending(at=world.now(), phone_number_id=phone_number_id, to="", type="")
    world.sendings.append(sending)
    answer = _fault_before(world.faults[phone_number_id], sending)
    return answer or await _take(world, account, await request.body(), sending)


@post("/v23.0/{phone_number_id:str}/media", status_code=200)
async def take_file(request: AnyRequest, world: TheWorld, phone_number_id: FromPath[str]) -> Response[Any]:
    """Keep a file that is to be sent; refused like Meta does: a wrong type, or too many bytes of it."""
    account = _account(request, world)
    if account is None:
        return _refusal(Refused(190, "Cannot parse access token"))
    if account.phone_number_id != phone_number_id:
        return _refusal(Refused(100, "Object does not exist or missing permissions", 33))
    form = await request.form()
    sent = form.get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        checks.must_be_media(str(form.get("messaging_product", "")), str(form.get("type", "")), content)
    except Refused as refused:
        return _refusal(refused)
    name = sent.filename if isinstance(sent, UploadFile) else ""
    return Response({"id": world.store(account, content, str(form["type"]), name).id})


async def _take(world: World, account: SimulatedAccount, raw: bytes, sending: Sending) -> Response[Any]:
    try:
        _must_be_slow_enough(world, account)
        answer = _accepted(world, account, checks.read(raw), sending)
    except Refused as refused:
        sending.refused = str(refused.code)
        return _refusal(refused)
    return await _fault_after(world.faults[account.phone_number_id], sending) or Response(answer)


def _must_be_slow_enough(world: World, account: SimulatedAccount, to: str = "") -> None:
    """The limit of the account, or of what it sends to one person; raises `Refused` above it."""
    number = account.phone_number_id
    limit = world.limits[number].pair if to else world.limits[number].account
    if world.meters[number].wait(to, limit, world.now()):
        raise Refused(131056 if to else 130429)


def _accepted(
    world: World, account: SimulatedAccount, body: dict[str, Any], sending: Sending
) -> dict[str, Any]:
    """Check the message, put it into the chat and on its way; raises `Refused`."""
    sending.type = str(body.get("type", "text"))[:40]
    sending.to = checks.recipient(body, account)
    _must_be_slow_enough(world, account, sending.to)
    file = _file(world, account, body)
    if sending.type == "reaction":
        return _touched(world, account, body, sending)
    choices: tuple[Choice, ...] = ()
    label = ""
    if sending.type == "interactive":
        sending.text, choices, label = interactive.read(body.get("interactive"))
    elif file is None:
        sending.text, sending.template = checks.words(body, account)
    sending.reply_to = checks.reply_to(body)
    sending.our_id = str(body.get("biz_opaque_callback_data") or "")[:512]
    chat = world.chat(account, sending.to)
    failure = _failure(world, account, chat, sending)
    sending.id = wire.new_id()
    line = _line(sending, file)
    line.choices, line.list_label = choices, label
    acts.accept(world, account, chat, line, failure)
    return wire.accepted_answer(chat, sending)


def _touched(
    world: World, account: SimulatedAccount, body: dict[str, Any], sending: Sending
) -> dict[str, Any]:
    """Put the office's emoji on a citizen's message; raises `Refused` for one that is not in the chat."""
    sending.reply_to, sending.text = checks.touch(body)
    sending.our_id = str(body.get("biz_opaque_callback_data") or "")[:512]
    chat = world.chat(account, sending.to)
    target = chat.line(sending.reply_to)
    if target is None:
        raise Refused(131009, "Parameter value is not valid: reaction['message_id']")
    failure = _failure(world, account, chat, sending)
    sending.id = wire.new_id()
    acts.touch(world, account, chat, target, _line(sending), failure)
    return wire.accepted_answer(chat, sending)


def _failure(world: World, account: SimulatedAccount, chat: Chat, sending: Sending) -> int:
    """The code with which the message will fail on its way, 0 for none; raises `Refused` when at once."""
    faults = world.faults[account.phone_number_id]
    try:
        if not sending.template:
            checks.must_be_open(chat, world.now(), strict=faults.strict_window)
    except Refused as refused:
        if not faults.late_window_error:
            raise
        return refused.code
    return faults.fail_code if faults.once("fails") else 0


def _file(world: World, account: SimulatedAccount, body: dict[str, Any]) -> StoredFile | None:
    """The file that the message names, under the name that the message gives it; raises `Refused`."""
    kind = body.get("type")
    if kind not in checks.FILE_KINDS:
        return None
    media_id, name = checks.media(kind, body.get(kind))
    file = world.file(media_id)
    if file is None or file.phone_number_id != account.phone_number_id:
        raise Refused(131053, "The media id is unknown or has expired.")
    return msgspec.structs.replace(file, name=name or file.name)


def _line(sending: Sending, file: StoredFile | None = None) -> Line:
    return Line(
        id=sending.id,
        direction=Direction.FROM_OFFICE,
        at=sending.at,
        kind=sending.type,
        text=sending.text,
        template=sending.template,
        reply_to=sending.reply_to,
        our_id=sending.our_id,
        media_id=file.id if file else "",
        mime_type=file.mime_type if file else "",
        file_name=file.name if file else "",
    )


@get("/v23.0/{object_id:str}")
async def read_object(
    request: AnyRequest, world: TheWorld, object_id: FromPath[str], phone_number_id: FromQuery[str] = ""
) -> Response[Any]:
    """A phone number, or the place of a file, which is good for five minutes."""
    account = _account(request, world)
    if account is None:
        return _refusal(Refused(190, "Cannot parse access token"))
    if object_id == account.phone_number_id:
        return Response(_number(account))
    file = world.file(object_id)
    asked_of = phone_number_id or account.phone_number_id
    if file is None or not file.phone_number_id == account.phone_number_id == asked_of:
        return _refusal(Refused(100, "Object does not exist or missing permissions", 33))
    place = {
        "url": f"{str(request.base_url).rstrip('/')}/whatsapp/media/{world.place(file)}",
        "mime_type": file.mime_type,
        "sha256": file.sha256,
        "file_size": len(file.content),
        "id": file.id,
        "messaging_product": "whatsapp",
    }
    return Response(place)


@get("/v23.0/{waba_id:str}/message_templates")
async def list_templates(
    request: AnyRequest,
    world: TheWorld,
    waba_id: FromPath[str],
    limit: FromQuery[int] = 25,
    after: FromQuery[str] = "",
) -> Response[Any]:
    """A page of a business account's templates, in every state."""
    account = _account(request, world)
    if account is None:
        return _refusal(Refused(190, "Cannot parse access token"))
    if account.waba_id != waba_id:
        return _refusal(Refused(100, "Object does not exist or missing permissions", 33))
    return Response(wire.template_page(account, after, max(1, min(limit, 100)), str(request.url)))


@get("/media/{token:str}")
async def fetch_file(request: AnyRequest, world: TheWorld, token: FromPath[str]) -> Response[Any]:
    """The bytes of a file; the place alone is not enough, the token is asked for again."""
    account = _account(request, world)
    if account is None:
        return _refusal(Refused(190, "Cannot parse access token"))
    file = world.placed(token)
    if file is None or file.phone_number_id != account.phone_number_id:
        return Response(b"", status_code=404, media_type="text/plain")
    if world.faults[account.phone_number_id].once("lost_media"):
        return Response(b"", status_code=404, media_type="text/plain")
    return Response(file.content, media_type=file.mime_type)


def _account(request: AnyRequest, world: World) -> SimulatedAccount | None:
    """Whose token this is."""
    given = request.headers.get("authorization", "").encode()
    for account in world.accounts.values():
        if hmac.compare_digest(given, f"Bearer {account.access_token}".encode()):
            return account
    return None


def _number(account: SimulatedAccount) -> dict[str, Any]:
    return {
        "id": account.phone_number_id,
        "display_phone_number": account.display_number,
        "verified_name": account.name,
        "quality_rating": "GREEN",
        "status": "CONNECTED",
    }


def _refusal(refused: Refused) -> Response[Any]:
    said = wire.ERRORS.get(refused.code, wire.OTHER)
    answer = wire.error_answer(refused.code, refused.details, refused.subcode)
    return Response(answer, status_code=said.status)


def _fault_before(faults: Faults, sending: Sending) -> Response[Any] | None:
    """A fault that was ordered and does nothing with the message."""
    if faults.once("throttled"):
        sending.refused = sending.answered = "429"
        answer = wire.error_answer(130429)
        return Response(answer, status_code=429, headers={"retry-after": str(RETRY_AFTER)})
    if faults.once("errors"):
        sending.refused = sending.answered = str(faults.error_code)
        return _refusal(Refused(faults.error_code))
    if faults.once("answer_500"):
        sending.refused = sending.answered = "500"
        return Response("", status_code=500, media_type="text/html")
    return None


async def _fault_after(faults: Faults, sending: Sending) -> Response[Any] | None:
    """A fault that was ordered for the answer; the message is taken already."""
    if faults.slow_seconds:
        await asyncio.sleep(faults.slow_seconds)
    for fault in ("answer_500_after_accept", "drop_response_after_accept", "without_id"):
        if faults.once(fault):
            sending.answered = fault
            return _ANSWERS[fault]()
    return None


_ANSWERS: dict[str, Callable[[], Response[Any]]] = {
    "answer_500_after_accept": lambda: Response("", status_code=500, media_type="text/html"),
    "drop_response_after_accept": BrokenOff,
    "without_id": lambda: Response({"messaging_product": "whatsapp", "messages": []}, status_code=200),
}
