"""Values of the product as answers of the interface."""

from typing import Any

import msgspec

from helpdesk.api.answers import (
    CaseDetail,
    CaseListed,
    CaseOut,
    ClockOut,
    ContactOut,
    DispositionOut,
    FileOut,
    HandoverOut,
    IdentityOut,
    MessageOut,
    RegisterOut,
    WayOut,
)
from helpdesk.casefile.model import Act, CasePageView, Passed, Said, WayView
from helpdesk.cases.lists import CaseRow
from helpdesk.cases.model import Case, CaseWord
from helpdesk.cases.rules import word_of

_FROM_CASE = frozenset(CaseOut.__struct_fields__) - {"url", "status", "late"}
_FROM_CLOCK = ClockOut.__struct_fields__
_FROM_REGISTER = RegisterOut.__struct_fields__
_FROM_FILE = FileOut.__struct_fields__
_TOLD_APART = {
    "edited",
    "delivery",
    "delivery_code",
    "files",
    "office_reaction",
    "office_reaction_delivery",
    "reply_to",
}
_FROM_MESSAGE = frozenset(MessageOut.__struct_fields__) - _TOLD_APART


def case_out(case: Case) -> CaseOut:
    """A case that an act has just left."""
    return CaseOut(**_case(case, word_of(case), late=case.late))


def listed(row: CaseRow) -> CaseListed:
    """A line of a list."""
    return CaseListed(
        **_case(row.case, row.word, late=row.late),
        start=row.start,
        contact=row.contact or None,
        unit=row.unit or None,
        topic=row.topic or None,
        assignee=row.assignee or None,
    )


def detail(view: CasePageView) -> CaseDetail:
    """A whole case."""
    return CaseDetail(
        **_case(view.case, view.word, late=view.late),
        contact=_contact(view),
        unit=view.unit or None,
        topic=view.topic or None,
        assignee=view.assignee or None,
        facility=view.facility or None,
        duplicate_of=view.duplicate_of or None,
        reply_channel=view.way.channel,
        reply_open=view.way.open,
        reply_window_ends_at=view.way.window_ends_at,
        clocks=tuple(ClockOut(**_some(clock, _FROM_CLOCK)) for clock in view.clocks),
        dispositions=tuple(_disposition(entry) for entry in view.timeline if isinstance(entry, Passed)),
        handovers=_handovers(view),
        register=RegisterOut(**_some(view.register, _FROM_REGISTER)) if view.register else None,
        acts=tuple(act for act in Act if act in view.acts),
    )


def message(said: Said) -> MessageOut:
    """One message."""
    return MessageOut(
        **_some(said.message, _FROM_MESSAGE),
        edited=said.original_text is not None,
        delivery=said.delivery,
        delivery_code=said.delivery_code,
        office_reaction=said.message.office_reaction or "",
        office_reaction_delivery=said.touched,
        reply_to=said.quoted.id if said.quoted else None,
        files=tuple(FileOut(**_some(file, _FROM_FILE)) for file in said.files),
    )


def way(view: WayView) -> WayOut:
    """A way to the citizen."""
    return WayOut(
        via=view.channel if view.elsewhere else None,
        channel=view.channel,
        address=view.address,
        open=view.open,
        window_ends_at=view.window_ends_at,
        quotes=view.quotes,
        most_sms=view.most_parts,
    )


def _case(case: Case, word: CaseWord, *, late: bool) -> dict[str, Any]:
    url = f"/api/v1/cases/{case.number}"
    return {**_some(case, _FROM_CASE), "url": url, "status": word, "late": late}


def _some(value: msgspec.Struct, fields: Any) -> dict[str, Any]:
    return {field: getattr(value, field) for field in fields}


def _contact(view: CasePageView) -> ContactOut | None:
    if view.contact is None or view.case.anonymous:
        return None
    identities = (IdentityOut(scheme=scheme, value=value) for scheme, value in view.contact.identities)
    return ContactOut(
        id=view.contact.id,
        name=view.contact.name or None,
        language=view.contact.language,
        identities=tuple(identities),
    )


def _disposition(passed: Passed) -> DispositionOut:
    return DispositionOut(
        id=passed.id,
        at=passed.at,
        unit_id=passed.unit_id,
        unit=passed.unit,
        instruction=passed.instruction,
        due_at=passed.due_at,
        by=passed.actor_name,
    )


def _handovers(view: CasePageView) -> tuple[HandoverOut, ...]:
    return tuple(
        HandoverOut(
            id=each.id,
            side=each.side,
            state=each.state,
            office=each.office_slug,
            office_name=each.office,
            number=each.peer_number,
            reason=each.reason,
            turn=each.turn,
            said=each.said,
            agree_by=each.agree_by,
            speaker=each.speaker,
            copy=each.copy,
            copy_said=each.copy_said,
            holder=each.holder,
            created_at=each.created_at,
            changed_at=each.changed_at,
        )
        for each in view.handovers
    )
