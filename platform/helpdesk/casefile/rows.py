"""Rows of the page's statement as values. The order of fields is that of the statement in store.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from helpdesk.approvals.store import REQUEST, request_of
from helpdesk.attachments.model import Attachment, AttachmentState
from helpdesk.calls.model import CallOnCase, PhoneCall
from helpdesk.calls.rules import spoken, state_of
from helpdesk.casefile.model import (
    Earlier,
    FromDesk,
    Handover,
    Happened,
    Passed,
    Quoted,
    Said,
)
from helpdesk.casefile.registered import RegisterEntry, RegisterView
from helpdesk.casefile.with_units import Asked, FromUnit, UnitWay
from helpdesk.cases.model import CaseState, PartRole, PartState
from helpdesk.channels.calls import CallOutcome
from helpdesk.consenting.model import Agreement, Purpose, Subject
from helpdesk.conversations.model import Conversation, Direction, Message, shown_text
from helpdesk.escalation.model import Copy, LinkState, Side, Turn, Wish
from helpdesk.events import CaseEvent
from helpdesk.registers.model import Mode, Step
from helpdesk.sla.model import Clock, TargetKind
from helpdesk.unit_links.model import AnswerState, CameBy

Row = tuple[Any, ...]

MESSAGE = Message.__struct_fields__
_PASSED = (
    "id",
    "at",
    "unit_id",
    "unit",
    "instruction",
    "due_at",
    "actor_name",
    "answered_at",
    "state",
    "role",
)
_ASKED = (*REQUEST, "unit", "beside")
_FILE = ("id", "message_id", "name", "mime_type", "size", "state", "reason", "created_at")
_HANDOVER = (
    *("id", "side", "state", "reason", "office", "office_slug", "level", "peer_number"),
    *("created_at", "changed_at", "said", "agree_by", "due_at", "turn"),
    *("citizen", "named"),
    *("speaker", "wish", "with_files", "copy", "copy_said", "holder", "peer_files_at", "peer_passed"),
    "far_above",
)
_AGREEMENT = ("purpose", "office_id", "office", "given", "channel", "at", "name", "expires_at")
_REGISTER = (
    *("id", "step", "tracking_id", "status", "raw_name", "institution", "error_code", "changed_at"),
    *("polled_at", "mode", "proposes_close"),
)
_CALL = (
    *("id", "account_id", "remote_id", "began_at", "answered_at", "ended_at", "seconds", "outcome"),
    "recording",
)
_ENTRY = ("kind", "author", "text", "at", "first_seen_at")

_DIRECTIONS = {direction.value: direction for direction in Direction}
_facts: msgspec.json.Decoder[CaseEvent] = msgspec.json.Decoder(CaseEvent)
_clocks = msgspec.json.Decoder(tuple[Clock, ...])


def said_of(rows: Sequence[Row], files: Sequence[Attachment], *, anonymous: bool) -> tuple[Said, ...]:
    """Messages with their deliveries and files; a PIN is dots, an anonymous citizen has no name."""
    by_message: dict[Any, list[Attachment]] = {}
    for file in files:
        by_message.setdefault(file.message_id, []).append(file)
    return tuple(_said(row, by_message.get(row[0], ()), anonymous=anonymous) for row in rows)


def conversation(fields: Mapping[str, Any]) -> Conversation | None:
    """Where the citizen is answered; none when the case came in another way."""
    return Conversation(**fields) if fields["id"] else None


def _said(row: Row, files: Sequence[Attachment], *, anonymous: bool) -> Said:
    fields = dict(zip(MESSAGE, row, strict=False))
    original, delivery, code, *quoted = row[len(MESSAGE) :]
    ours = fields["direction"] == Direction.OUT.value
    fields["direction"] = _DIRECTIONS[fields["direction"]]
    fields["text"] = shown_text(fields["text"])
    if anonymous and fields["author_kind"] == "citizen":
        fields["author_name"] = ""
    return Said(
        message=Message(**fields),
        delivery=delivery if ours else "",
        delivery_code=code if ours else "",
        touched="" if ours else delivery,
        quoted=_quoted(quoted, anonymous=anonymous) if quoted[0] else None,
        original_text=original,
        files=tuple(files),
    )


def _quoted(row: Sequence[Any], *, anonymous: bool) -> Quoted:
    id_, direction, author, text, kind = row
    theirs = direction == Direction.IN.value
    return Quoted(
        id=id_,
        direction=_DIRECTIONS[direction],
        author_name="" if anonymous and theirs else author,
        text=shown_text(text),
        kind=kind,
    )


def happened(row: Row) -> Happened:
    """One fact of the history."""
    actor_kind, actor_name, detail = row
    return Happened(fact=_facts.decode(detail), actor_kind=actor_kind, actor_name=actor_name)


def passed(row: Row) -> Passed:
    """One step of the disposition path."""
    fields = dict(zip(_PASSED, row, strict=True))
    return Passed(state=PartState(fields.pop("state")), role=PartRole(fields.pop("role")), **fields)


def from_units(said: Sequence[Said], answers: Sequence[Row]) -> tuple[Said, ...]:
    """The messages, those that units answered marked so."""
    known = {
        row[0]: FromUnit(id=row[1], state=AnswerState(row[2]), came_by=CameBy(row[3]), word=row[4])
        for row in answers
    }
    if not known:
        return tuple(said)
    return tuple(replace(each, from_unit=known.get(each.message.id)) for each in said)


def from_desks(said: Sequence[Said], proposals: Sequence[Row]) -> tuple[Said, ...]:
    """The messages, those marked that other offices wrote for the citizen."""
    known = {row[0]: FromDesk(id=row[1], waits=row[2] == "waiting", spoken=row[3]) for row in proposals}
    return tuple(
        replace(each, from_desk=known[each.message.id]) if each.message.id in known else each for each in said
    )


def unit_way(row: Row) -> UnitWay:
    """A unit that has the case."""
    unit_id, unit, role, state, instruction, due_at, at, reachable, link_id, expires_at = row
    return UnitWay(
        unit_id=unit_id,
        unit=unit,
        role=PartRole(role),
        state=PartState(state),
        instruction=instruction,
        due_at=due_at,
        at=at,
        reachable=reachable,
        link_id=link_id,
        expires_at=expires_at,
    )


def asked(rows: Sequence[Row]) -> Asked | None:
    """The disposition that waits for its approval."""
    if not rows:
        return None
    fields = dict(zip(_ASKED, rows[0], strict=True))
    unit, beside = fields.pop("unit"), tuple(fields.pop("beside"))
    return Asked(**asdict(request_of(fields)), unit=unit, beside=beside)


def file(row: Row) -> Attachment:
    """One file."""
    fields = dict(zip(_FILE, row, strict=True))
    return Attachment(state=AttachmentState(fields.pop("state")), **fields)


def clocks(values: Sequence[str]) -> tuple[Clock, ...]:
    """The promises, in the order in which they are kept."""
    order = list(TargetKind)
    return tuple(
        sorted(chain.from_iterable(map(_clocks.decode, values)), key=lambda clock: order.index(clock.kind))
    )


def handover(row: Row) -> Handover:
    """One link to another office's case."""
    fields = dict(zip(_HANDOVER, row, strict=True))
    return Handover(
        side=Side(fields.pop("side")),
        state=LinkState(fields.pop("state")),
        turn=Turn(fields.pop("turn")),
        speaker=Side(fields.pop("speaker")),
        wish=Wish(fields.pop("wish")),
        copy=Copy(fields.pop("copy")),
        **fields,
    )


def agreements(rows: Sequence[Row]) -> tuple[Agreement, ...]:
    """What the citizen was asked, and what they said last of each thing."""
    return tuple(_agreement(row) for row in rows)


def _agreement(row: Row) -> Agreement:
    fields = dict(zip(_AGREEMENT, row, strict=True))
    subject = Subject(purpose=Purpose(fields.pop("purpose")), office=fields.pop("office_id"))
    return Agreement(subject=subject, **fields)


def earlier(row: Row) -> Earlier:
    """One other case of the citizen."""
    number, title, state, opened_at = row
    return Earlier(number=number, title=title, state=CaseState(state), opened_at=opened_at)


def call(row: Row, now: datetime) -> CallOnCase:
    """One telephone call that was noted on the case, as it stands now."""
    fields = dict(zip(_CALL, row[:-1], strict=True))
    said = fields.pop("outcome")
    known = PhoneCall(outcome=CallOutcome(said) if said else None, **fields)
    return CallOnCase(
        id=known.id,
        at=known.began_at,
        state=state_of(known, now),
        seconds=spoken(known, now),
        recording=known.recording,
        noted_name=row[-1],
    )


def register(rows: Sequence[Row], entries: Sequence[Row]) -> RegisterView | None:
    """The latest filing, with what was said there."""
    if not rows:
        return None
    fields = dict(zip(_REGISTER, rows[-1], strict=True))
    mine = tuple(
        RegisterEntry(**dict(zip(_ENTRY, entry[1:], strict=True)))
        for entry in entries
        if entry[0] == fields["id"]
    )
    return RegisterView(step=Step(fields.pop("step")), mode=Mode(fields.pop("mode")), entries=mine, **fields)
