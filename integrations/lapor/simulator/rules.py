"""How a complaint changes in the simulated LAPOR: the acts of an administrator and of an agency."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from integrations.lapor.simulator.model import (
    ARCHIVED,
    FINISHED,
    IN_PROCESS,
    NATIONAL_ADMIN,
    ON_HOLD,
    REJECTED,
    UNVERIFIED,
    VERIFIED,
    Act,
    Complaint,
    Institution,
    State,
)

WIB = ZoneInfo("Asia/Jakarta")
ITEMS_KEPT = 150

_STEPS: Mapping[Act, tuple[tuple[State, ...], State]] = {
    Act.VERIFY: ((UNVERIFIED, ON_HOLD), VERIFIED),
    Act.DISPOSE: ((VERIFIED, IN_PROCESS), IN_PROCESS),
    Act.HOLD: ((UNVERIFIED, VERIFIED, IN_PROCESS), ON_HOLD),
    Act.NOT_AUTHORITY: ((UNVERIFIED, VERIFIED, IN_PROCESS), REJECTED),
    Act.ARCHIVE: ((UNVERIFIED, VERIFIED, IN_PROCESS, ON_HOLD), ARCHIVED),
    Act.ANSWER: ((VERIFIED, IN_PROCESS), IN_PROCESS),
    Act.FINISH: ((IN_PROCESS,), FINISHED),
    Act.REOPEN: ((FINISHED, REJECTED, ARCHIVED), IN_PROCESS),
}
_MOVED = "Status laporan diubah dari {{ status_old }} menjadi {{ status_new }} oleh {{institution}}."
_DISPOSED = "{{institution_from}} mendisposisikan laporan kepada {{ institution_to }}."


class NotAllowed(Exception):
    """The complaint is in a state in which LAPOR does not offer this act."""


def allowed(complaint: Complaint) -> list[Act]:
    """The acts an administrator may choose now; a state set from outside can only be reopened."""
    if not any(complaint.state in before for before, _ in _STEPS.values()):
        return [Act.REOPEN]
    return [act for act, (before, _) in _STEPS.items() if complaint.state in before]


def act(complaint: Complaint, what: Act, now: datetime, text: str, to: Institution) -> Complaint:
    """Carry an administrator's act out; raises `NotAllowed`."""
    if what not in allowed(complaint):
        raise NotAllowed
    match what:
        case Act.DISPOSE:
            complaint, text = _disposed(complaint, now, text, to), ""
        case Act.ANSWER:
            return answered(complaint, complaint.disposition, text, now)
    return moved(complaint, _STEPS[what][1], now, text)


def answered(
    complaint: Complaint,
    author: Institution,
    text: str,
    now: datetime,
    template: str = "reply",
    files: Sequence[str] = (),
) -> Complaint:
    """An agency's answer; the first one sets a verified complaint to work."""
    paths = [path if path.startswith("/") else f"/berkas/{path}" for path in files]
    shown = [{"path": path, "file_name": path.rsplit("/", 1)[-1]} for path in paths]
    item = _item(author, complaint.filed_by, now, content=text, template_code=template, attachments=shown)
    complaint = _with_followup(complaint, item)
    return moved(complaint, IN_PROCESS, now, "") if complaint.state == VERIFIED else complaint


def moved(complaint: Complaint, state: State, now: datetime, reason: str) -> Complaint:
    """A new state and its log line; the same state leaves no trace."""
    if state == complaint.state:
        return complaint
    old, new = _shown(complaint.state), _shown(state)
    item = _item(
        NATIONAL_ADMIN,
        complaint.disposition,
        now,
        content=reason,
        template_code="status",
        template_content=_MOVED,
        institution={"id": NATIONAL_ADMIN.id, "name": NATIONAL_ADMIN.name},
        status_old=old,
        status_new=new,
        data=json.dumps({"status_old": old, "status_new": new}),
    )
    return msgspec.structs.replace(complaint, state=state, logs=(*complaint.logs, item)[-ITEMS_KEPT:])


def transfer_requested(complaint: Complaint, to: Institution) -> Complaint:
    """An agency asks to pass the complaint on; nothing moves until the administrator disposes it."""
    asked = complaint.transfers_asked + 1
    return msgspec.structs.replace(complaint, transfer_to=to, transfers_asked=asked)


def _disposed(complaint: Complaint, now: datetime, text: str, to: Institution) -> Complaint:
    item = _item(
        complaint.disposition,
        to,
        now,
        content=text,
        template_code="disposition",
        template_content=_DISPOSED,
    )
    passed_on = msgspec.structs.replace(complaint, disposition=to, transfer_to=None)
    return _with_followup(passed_on, item)


def _with_followup(complaint: Complaint, item: Mapping[str, Any]) -> Complaint:
    return msgspec.structs.replace(complaint, followups=(*complaint.followups, item)[-ITEMS_KEPT:])


def _item(source: Institution, target: Institution, now: datetime, **more: Any) -> dict[str, Any]:
    return {
        "institution_from": {"id": source.id, "name": source.name},
        "institution_to": {"id": target.id, "name": target.name},
        "created_at": now.astimezone(WIB).strftime("%d-%m-%Y %H:%M:%S"),
        "attachments": [],
        **more,
    }


def _shown(state: State) -> dict[str, str]:
    return {"name": state.name, "color": state.color}
