"""What a case says to those who count its time: its traits, and which promises at receipt are kept already."""

from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState
from helpdesk.sla.reactions import Clocks, next_due, next_lapor_soon, next_soon
from helpdesk.sla.service import Followed
from helpdesk.sla.targets import Traits
from helpdesk.sla.terms import Kept
from tenants.permissions.model import Actor


def traits_of(case: Case) -> Traits:
    """What chooses its promises."""
    return Traits(
        kind=case.kind.value,
        grade=case.grade.value if case.grade else "",
        priority=case.priority.value,
        topic=str(case.topic_id) if case.topic_id else "",
        channel=case.channel,
        unit=str(case.unit_id) if case.unit_id else "",
    )


def kept_by(case: Case) -> Kept:
    """What of the promises at receipt cannot be owed any more."""
    return Kept(
        seen_at=case.first_seen_at,
        responded_at=case.first_response_at,
        verified=case.state not in (CaseState.RECEIVED, CaseState.VERIFYING),
        answered=case.answered_at is not None,
    )


def with_promises(case: Case, clocks: Clocks) -> Case:
    """The case with what lists sort and find it by."""
    return replace(
        case, due_at=next_due(clocks), soon_at=next_soon(clocks), lapor_soon_at=next_lapor_soon(clocks)
    )


def followed(case: Case, actor: Actor) -> Followed:
    """The case as its clocks follow it, after an act of this actor."""
    return Followed(
        case_id=case.id,
        traits=traits_of(case),
        received_at=case.opened_at,
        kept=kept_by(case),
        by_unit=case.unit_id is not None and case.unit_id in actor.unit_ids,
    )
