"""What happens: a citizen writes, reacts, reads; an office's message is taken and makes its way."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from integrations.whatsapp.simulator import wire
from integrations.whatsapp.simulator.model import (
    Chat,
    Direction,
    Hooking,
    Line,
    SimulatedAccount,
    StoredFile,
)
from integrations.whatsapp.simulator.world import World

_STEPS = ("", "sent", "delivered", "read")


def write(
    world: World,
    account: SimulatedAccount,
    chat: Chat,
    text: str,
    *,
    file: StoredFile | None = None,
    reply_to: str = "",
    line_id: str = "",
    at: datetime | None = None,
) -> tuple[Line, dict[str, Any]]:
    """Put a citizen's message into the chat; the second value is what the webhook says of it."""
    moment = at or world.now()
    line = Line(
        id=line_id or wire.new_id(),
        direction=Direction.FROM_CITIZEN,
        at=moment,
        kind=kind_of(file) if file else "text",
        text=text,
        media_id=file.id if file else "",
        mime_type=file.mime_type if file else "",
        file_name=file.name if file else "",
        reply_to=reply_to,
    )
    chat.wrote_at = max(moment, chat.wrote_at or moment)
    if chat.line(line.id) is None:
        chat.lines.append(line)
    return line, wire.file_message(chat, line, file) if file else wire.text_message(chat, line)


def kind_of(file: StoredFile) -> str:
    """The message type of a file."""
    kind = file.mime_type.split("/")[0]
    if file.mime_type == "image/webp":
        return "sticker"
    return kind if kind in ("image", "video", "audio") else "document"


def tell(
    world: World, account: SimulatedAccount, messages: Sequence[tuple[Chat, Line, dict[str, Any]]]
) -> list[Hooking]:
    """Send citizens' messages to the hook, all in one webhook."""
    value = wire.message_value(account, [(chat, message) for chat, _, message in messages])
    lines = [line for _, line, _ in messages]

    def taken(hooking: Hooking) -> None:
        for line in lines:
            line.state = "delivered" if hooking.done or line.state == "delivered" else "failed"

    ids = [str(message["id"]) for _, _, message in messages]
    return world.post(account, wire.envelope(account, value), "message", ids, taken)


def react(
    world: World, account: SimulatedAccount, chat: Chat, message_id: str, emoji: str
) -> tuple[Line, list[Hooking]]:
    """A citizen puts an emoji on a message, or takes it back with an empty one."""
    reaction = Line(id=wire.new_id(), direction=Direction.FROM_CITIZEN, at=world.now(), kind="reaction")
    chat.wrote_at = world.now()
    target = chat.line(message_id)
    if target:
        target.reaction = emoji
    message = wire.reaction_message(chat, reaction, message_id, emoji)
    return reaction, tell(world, account, [(chat, reaction, message)])


def open_chat(world: World, account: SimulatedAccount, chat: Chat) -> None:
    """The citizen looks at the chat: everything that arrived is delivered and read."""
    for line in chat.lines:
        if line.direction is Direction.FROM_OFFICE and line.state in ("sent", "delivered"):
            _reach(world, account, chat, line, "delivered")
            _reach(world, account, chat, line, "read")


def accept(world: World, account: SimulatedAccount, chat: Chat, line: Line, failure: int = 0) -> None:
    """Take a message of the office over; `failure` is the code with which it is to fail on its way."""
    chat.lines.append(line)
    world.courier.later(_make_its_way(world, account, chat, line, failure))


def touch(
    world: World, account: SimulatedAccount, chat: Chat, target: Line, reaction: Line, failure: int = 0
) -> None:
    """The office reacts to a message. Of a reaction Meta tells no more than that it was sent, or failed."""
    if not failure:
        target.office_reaction = reaction.text
    world.courier.later(_told_of(world, account, chat, reaction, failure))


async def _told_of(world: World, account: SimulatedAccount, chat: Chat, reaction: Line, failure: int) -> None:
    await asyncio.sleep(world.pace.sent)
    reaction.state = "failed" if failure else "sent"
    _report(world, account, chat, reaction, reaction.state, failure)


async def _make_its_way(
    world: World, account: SimulatedAccount, chat: Chat, line: Line, failure: int
) -> None:
    pace, faults = world.pace, world.faults[account.phone_number_id]
    await asyncio.sleep(pace.sent)
    if failure:
        line.state = "failed"
        _report(world, account, chat, line, "failed", failure)
        return
    _reach(world, account, chat, line, "sent")
    if faults.auto_deliver:
        await asyncio.sleep(pace.delivered)
        _reach(world, account, chat, line, "delivered")
    if faults.auto_read:
        await asyncio.sleep(pace.read)
        _reach(world, account, chat, line, "read")


def _reach(world: World, account: SimulatedAccount, chat: Chat, line: Line, state: str) -> None:
    """Go one step on and report it; a step that was passed already is not reported again."""
    if line.state == "failed" or _STEPS.index(line.state) >= _STEPS.index(state):
        return
    line.state = state
    _report(world, account, chat, line, state)


def _report(
    world: World, account: SimulatedAccount, chat: Chat, line: Line, state: str, code: int = 0
) -> None:
    value = wire.status_value(account, chat, line, state, world.now(), code)
    world.post(account, wire.envelope(account, value), f"status {state}", [line.id])
