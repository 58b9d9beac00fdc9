"""Handles for tests and drills: play a citizen, order faults, read chats and the ledger. JSON in and out."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody

from integrations.whatsapp.simulator import acts, wire
from integrations.whatsapp.simulator.model import Chat, Direction, Faults, Limits, Line, SimulatedAccount
from integrations.whatsapp.simulator.world import TheWorld, World
from kit.simulator.handles import converted, order_at, order_of

MOST_AT_ONCE = 1000

Told = tuple[Chat, Line, dict[str, Any]]


class Incoming(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One act of a citizen: a `text`, a file (`media`, `mime_type`), an `emoji` on a `message_id`."""

    sender: str = msgspec.field(name="from")
    """A phone number, or a business-scoped user id for somebody who hides it."""
    name: str = ""
    text: str = ""
    media: str = ""
    """A file in base64."""
    mime_type: str = "image/jpeg"
    file_name: str = ""
    reply_to: str = ""
    message_id: str = ""
    emoji: str = ""
    id: str = ""
    """An id of one's own, to send the same message again."""
    timestamp: int | None = None
    message: dict[str, Any] = {}
    """Any further parts of the message as Meta writes them, laid over the rest."""


class Several(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Several acts in one webhook, as Meta does when many people write at once."""

    messages: Annotated[list[Incoming], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


@post("/control/{phone_number_id:str}/incoming", status_code=202)
async def incoming(
    world: TheWorld, phone_number_id: FromPath[str], data: JSONBody[dict[str, Any]]
) -> dict[str, Any]:
    """A citizen does something, or several do; the webhook is on its way when this answers."""
    account = world.account(phone_number_id)
    several = converted(data, Several).messages if "messages" in data else [converted(data, Incoming)]
    told = [_told(world, account, each) for each in several]
    hookings = acts.tell(world, account, told)
    ids = [str(message["id"]) for _, _, message in told]
    return {"id": ids[0], "ids": ids, "webhooks": len(hookings)}


@post("/control/{phone_number_id:str}/webhook", status_code=202)
async def webhook(world: TheWorld, phone_number_id: FromPath[str], data: JSONBody[Any]) -> dict[str, Any]:
    """Send any JSON to the hook, signed."""
    account = world.account(phone_number_id)
    hookings = world.post(account, data, "raw", [])
    return {"webhooks": len(hookings)}


@post("/control/{phone_number_id:str}/open/{citizen:str}", status_code=202)
async def look(world: TheWorld, phone_number_id: FromPath[str], citizen: FromPath[str]) -> dict[str, Any]:
    """The citizen looks at the chat: what arrived is read."""
    account = world.account(phone_number_id)
    chat = world.known_chat(account, citizen.removeprefix("+"))
    if chat is None:
        raise NotFoundException("no such chat")
    acts.open_chat(world, account, chat)
    return {"lines": len(chat.lines)}


@get("/control/{phone_number_id:str}/chats/{citizen:str}")
async def read_chat(world: TheWorld, phone_number_id: FromPath[str], citizen: FromPath[str]) -> Response[Any]:
    """What the citizen's phone shows, the oldest first; empty when there is no such chat."""
    chat = world.known_chat(world.account(phone_number_id), citizen.removeprefix("+"))
    return Response(list(chat.lines) if chat else [])


@post("/control/faults", status_code=200)
async def order_faults(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Faults]:
    """Order faults, at all accounts when none is named; those that are not named stay as they are."""
    order = order_of({"phone_number_id": "", **data}, "phone_number_id")
    named = [world.account(order.account).phone_number_id] if order.account else []
    return order_at(named or list(world.accounts), order, world.faults, world.courier)


@post("/control/limits", status_code=200)
async def set_limits(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Limits]:
    """How fast an account, or every one when none is named, may send; a limit that is not named is the usual one."""
    number, limits = data.pop("phone_number_id", ""), converted(data, Limits)
    named = [world.account(str(number)).phone_number_id] if number else list(world.accounts)
    for each in named:
        world.limit(each, limits)
    return world.limits


@get("/control/faults")
async def read_faults(world: TheWorld) -> dict[str, Faults]:
    """What is ordered now, by phone number id."""
    return world.faults


@get("/ledger.json")
async def read_ledger(world: TheWorld, account: FromQuery[str] = "") -> dict[str, Any]:
    """Every call to send, taken or refused, and every webhook with its last answer; the oldest first."""
    return {
        "sends": [each for each in world.sendings if account in ("", each.phone_number_id)],
        "webhooks": [each for each in world.courier.hookings if account in ("", each.phone_number_id)],
        "waiting": world.courier.waiting,
        "dropped": world.courier.dropped,
    }


def _told(world: World, account: SimulatedAccount, act: Incoming) -> Told:
    citizen = act.sender.removeprefix("+")
    if not citizen or len(citizen) > 150:
        raise ClientException("from: a number or a user id is needed")
    chat = world.chat(account, citizen, act.name)
    if act.message_id and not act.text:
        return _reaction(world, chat, act)
    at = datetime.fromtimestamp(act.timestamp, UTC) if act.timestamp is not None else None
    file = world.store(account, _bytes(act.media), act.mime_type, act.file_name) if act.media else None
    line, message = acts.write(
        world, account, chat, act.text, file=file, reply_to=act.reply_to, line_id=act.id, at=at
    )
    return chat, line, {**message, **act.message}


def _reaction(world: World, chat: Chat, act: Incoming) -> Told:
    line = Line(id=act.id or wire.new_id(), direction=Direction.FROM_CITIZEN, at=world.now(), kind="reaction")
    return chat, line, wire.reaction_message(chat, line, act.message_id, act.emoji) | act.message


def _bytes(media: str) -> bytes:
    try:
        return base64.b64decode(media, validate=True)
    except (binascii.Error, ValueError):
        raise ClientException("media: not base64") from None
