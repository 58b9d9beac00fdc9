"""Handles for tests and drills: play a citizen, order faults, read talks and the ledger. JSON in and out."""

import base64
import binascii
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath, FromQuery, JSONBody

from integrations.email.simulator.letters import ADDRESS
from integrations.email.simulator.model import Faults, File
from integrations.email.simulator.world import TheWorld
from kit.simulator.handles import converted, order_of


class Written(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A citizen writes a letter."""

    sender: str = msgspec.field(name="from")
    subject: str = ""
    text: str = ""
    answers: str = ""
    """The id of the office's letter that is answered."""
    file_name: str = ""
    file_type: str = "application/octet-stream"
    file_base64: str = ""
    spoofed: bool = False
    """Somebody else does, in the citizen's name."""


class Raw(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Any bytes as a letter, for what no citizen would write."""

    raw_base64: str


@post("/control/{mailbox_id:str}/letters", status_code=202)
async def incoming(
    world: TheWorld, mailbox_id: FromPath[str], data: JSONBody[dict[str, Any]]
) -> dict[str, str]:
    """A citizen writes; the letter lies in the mailbox when this answers."""
    mailbox, said = world.mailbox(mailbox_id), converted(data, Written)
    if not ADDRESS.fullmatch(said.sender):
        raise ClientException("from: no plain address")
    citizen = said.sender.lower()
    letters = world.known_talk(mailbox, citizen).letters
    answered = next((each for each in letters if not each.from_citizen and each.id == said.answers), None)
    if said.answers and answered is None:
        raise ClientException("answers: no such letter")
    file = File(name=said.file_name or "berkas", mime_type=said.file_type, content=_bytes(said.file_base64))
    letter = world.write(
        mailbox,
        citizen,
        said.subject,
        said.text,
        file=file if said.file_base64 else None,
        answered=answered,
        spoofed=said.spoofed,
    )
    return {"id": letter.id}


@post("/control/{mailbox_id:str}/raw", status_code=202)
async def raw(world: TheWorld, mailbox_id: FromPath[str], data: JSONBody[dict[str, Any]]) -> dict[str, int]:
    """Bytes come in as they are."""
    mailbox = world.mailbox(mailbox_id)
    return {"uid": world.boxes[mailbox.id].put(_bytes(converted(data, Raw).raw_base64))}


@get("/control/{mailbox_id:str}/talks/{citizen:str}")
async def read_talk(world: TheWorld, mailbox_id: FromPath[str], citizen: FromPath[str]) -> Response[Any]:
    """What the citizen's mailbox shows, the oldest first."""
    return Response(list(world.known_talk(world.mailbox(mailbox_id), citizen.lower()).letters))


@post("/control/faults", status_code=200)
async def order_faults(world: TheWorld, data: JSONBody[dict[str, Any]]) -> dict[str, Faults]:
    """Order faults; those that are not named stay as they are."""
    order = order_of(data, "mailbox")
    box = world.boxes[world.mailbox(order.account).id]
    box.faults = order.after(box.faults)
    return {name: each.faults for name, each in world.boxes.items()}


@get("/ledger.json")
async def read_ledger(world: TheWorld, mailbox: FromQuery[str] = "") -> dict[str, Any]:
    """Every letter that was handed over, the oldest first."""
    return {"handed": [each for each in world.handed if mailbox in ("", each.mailbox)]}


def _bytes(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        raise ClientException("no base64") from None
