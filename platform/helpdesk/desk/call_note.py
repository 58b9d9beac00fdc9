"""What was said in a call becomes a new case, or is added to one."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath

from helpdesk.channels.model import ChannelKind
from helpdesk.desk.call_page import NEW, OTHER, call_answer
from helpdesk.desk.opening import TYPED, filing_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, visit
from helpdesk.intake.hand import open_by_hand
from helpdesk.intake.noting import note_call
from kit.errors import Conflict, Invalid
from tenants.sign_in.pages import fields

_FIELDS = (*TYPED, "target", "number", "as")


@post("/calls/{call_id:uuid}", status_code=200)
async def note(request: AnyRequest, slug: FromPath[str], call_id: FromPath[UUID]) -> Answer:
    """Save it and go to the case. The key comes with the form, so that a second press saves nothing twice."""
    here = await visit(request, slug)
    typed = dict(zip(_FIELDS, await fields(request, *_FIELDS), strict=True))
    try:
        if typed["target"] == NEW:
            number, done = await _opened(here, call_id, typed)
        else:
            number, done = await _added(here, call_id, typed), "called"
    except (Invalid, Conflict) as refusal:
        return await call_answer(here, call_id, typed, refusal)
    here.ring()
    return onward(here.address(f"cases/{number}", done=done))


async def _opened(here: Visit, call_id: UUID, typed: dict[str, str]) -> tuple[str, str]:
    filing = filing_of({**typed, "source": ChannelKind.PHONE.value})
    filing = msgspec.structs.replace(filing, call_id=call_id)
    case = await open_by_hand(here.actor, filing, ChannelKind.PHONE, here.book, key=typed["key"][:64])
    return case.number, "informed" if filing.inform else "new"


async def _added(here: Visit, call_id: UUID, typed: dict[str, str]) -> str:
    if not typed["target"]:
        raise Invalid("invalid", fields={"target": "required"})
    if typed["as"] not in ("message", "note"):
        raise Invalid("invalid", fields={"as": "unknown"})
    number = typed["number"] if typed["target"] == OTHER else typed["target"]
    case = await note_call(
        here.actor,
        call_id,
        number,
        typed["text"],
        here.book,
        internal=typed["as"] == "note",
        key=typed["key"][:64],
    )
    return case.number
