"""What a reader may do with a case, and in which order a case is told."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from uuid import UUID

from msgspec.structs import replace

from helpdesk.approvals.rules import may_decide_about
from helpdesk.attachments.model import Attachment
from helpdesk.calls.model import CallOnCase
from helpdesk.casefile.model import (
    Act,
    ContactView,
    Handover,
    Happened,
    Passed,
    Said,
    TimelineEntry,
)
from helpdesk.casefile.registered import RegisterView
from helpdesk.casefile.with_units import Asked, UnitWay
from helpdesk.cases.model import ENDED_STATES, Case, CaseState, PartRole
from helpdesk.channels.trials import earnest
from helpdesk.conversations.model import Direction
from helpdesk.escalation.model import LIVING, LinkState, Side
from helpdesk.events import (
    CaseCalled,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseNoted,
    CaseReacted,
    CaseReplied,
    DeliveryChanged,
    DispositionAsked,
    DispositionDecided,
    DispositionUndecided,
    MessageReceived,
    PeerAnswered,
    PromiseGiven,
    TargetStage,
    UnitAnswered,
    UnitJoined,
)
from helpdesk.registers.model import FOLLOWED
from helpdesk.registers.rules import waits_for_person
from helpdesk.unit_links.model import AnswerState
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import may_reach

S = CaseState
_ANY = frozenset(S)
_OPEN = _ANY - ENDED_STATES

ALLOWED: dict[Act, tuple[Permission, frozenset[CaseState]]] = {
    Act.VERIFY: (Permission.WORK_CASES, frozenset({S.RECEIVED, S.VERIFYING})),
    Act.TAKE: (Permission.WORK_CASES, _OPEN),
    Act.ASSIGN: (Permission.WORK_CASES, _OPEN),
    Act.DISPOSE: (Permission.DISPOSE, _OPEN),
    Act.CORRECT: (Permission.WORK_CASES, _OPEN),
    Act.REPLY: (Permission.REPLY, _OPEN),
    Act.NOTE: (Permission.NOTE, _ANY),
    Act.WAIT: (Permission.WORK_CASES, _OPEN - {S.WAITING_CONTACT}),
    Act.RESOLVE: (Permission.WORK_CASES, _OPEN - {S.ANSWERED}),
    Act.REOPEN: (Permission.WORK_CASES, ENDED_STATES | {S.ANSWERED}),
    Act.CLOSE: (Permission.CLOSE, _OPEN),
    Act.REJECT: (Permission.CLOSE, _OPEN),
    Act.SPAM: (Permission.CLOSE, _OPEN),
    Act.DUPLICATE: (Permission.CLOSE, _OPEN),
    Act.CLEAR_DANGER: (Permission.WORK_CASES, _ANY),
    Act.ESCALATE: (Permission.ESCALATE, _OPEN),
    Act.ACCEPT: (Permission.WORK_CASES, _OPEN),
    Act.SEND_BACK: (Permission.ESCALATE, _OPEN),
    Act.WITHDRAW: (Permission.ESCALATE, _ANY),
    Act.WRITE_TO_PEER: (Permission.REPLY, _ANY),
    Act.REGISTER: (Permission.FILE_IN_REGISTER, _OPEN),
    Act.REGISTER_CONSENT: (Permission.FILE_IN_REGISTER, _OPEN),
    Act.ASK_CONSENT: (Permission.REPLY, _OPEN),
    Act.SETTLE_REGISTER: (Permission.FILE_IN_REGISTER, _ANY),
    Act.REGISTER_ANSWER: (Permission.FILE_IN_REGISTER, _ANY),
    Act.REGISTER_STATUS: (Permission.FILE_IN_REGISTER, _ANY),
    Act.FILE_ANYWAY: (Permission.OVERSEE_LETTERS, _OPEN),
    Act.REVEAL: (Permission.REVEAL_IDENTITY, _ANY),
    Act.WRONG_DOOR: (Permission.ESCALATE, _OPEN),
    Act.SPEAK: (Permission.ESCALATE, _ANY),
    Act.PROPOSE: (Permission.REPLY, _OPEN),
    Act.SAY: (Permission.REPLY, _OPEN),
    Act.ERASE: (Permission.ERASE_CITIZENS, ENDED_STATES),
    Act.GIVE_BACK: (Permission.WORK_CASES, _OPEN),
    Act.APPROVE: (Permission.APPROVE, _OPEN),
    Act.WITHDRAW_REQUEST: (Permission.DISPOSE, _OPEN),
    Act.RELEASE: (Permission.REPLY, _OPEN),
    Act.RETURN_ANSWER: (Permission.REPLY, _OPEN),
    Act.ANSWER_AS_UNIT: (Permission.NOTE, _OPEN),
    Act.JOIN_UNIT: (Permission.DISPOSE, _OPEN),
    Act.LINK_UNIT: (Permission.DISPOSE, _OPEN),
}
"""The right and the states that each act needs; the services ask the same again when it is done."""


OF_UNITS = frozenset({Act.GIVE_BACK, Act.ANSWER_AS_UNIT})
"""All that a unit does about a case that another one leads."""


def acts_of(
    actor: Actor,
    case: Case,
    contact: ContactView | None,
    handovers: Sequence[Handover],
    register: RegisterView | None,
    *,
    above: frozenset[str],
    may_ask: bool,
    files_in_register: bool = True,
    said: Sequence[Said] = (),
    ways: Sequence[UnitWay] = (),
    waits: Asked | None = None,
) -> frozenset[Act]:
    """What the actor may do with the case as it stands; `above` are the short names of the offices above ours, `said`
    is what the actor reads."""
    living = [each for each in handovers if each.state in LIVING]
    handed_over = any(each.side is Side.SOURCE for each in living)
    asked = [each for each in living if each.side is Side.TARGET]
    filed = bool(earnest(case.lapor_number) or case.filed_elsewhere) or (
        register is not None and not register.is_over
    )
    from_units = any(each.from_unit and each.from_unit.state is AnswerState.WAITING for each in said)
    has_part = own_part(actor, ways) is not None
    impossible = {
        Act.TAKE: actor.kind is not ActorKind.STAFF or case.assignee_id == actor.id,
        Act.ESCALATE: not may_ask
        or any(each.side is Side.SOURCE and (each.far_above or each.office_slug in above) for each in living),
        Act.ACCEPT: not any(each.state is LinkState.OFFERED for each in asked),
        Act.SEND_BACK: not asked,
        Act.WITHDRAW: not handed_over,
        Act.REJECT: bool(asked),
        Act.WRITE_TO_PEER: not living,
        Act.REPLY: case.spoken_for,
        Act.PROPOSE: not case.spoken_for,
        Act.SAY: not any(each.from_desk and each.from_desk.waits for each in said),
        Act.SPEAK: not living,
        Act.WRONG_DOOR: bool(asked) or handed_over,
        Act.REGISTER: filed or not files_in_register,
        Act.REGISTER_CONSENT: filed or not files_in_register,
        Act.ASK_CONSENT: case.mirrored
        or not (
            (may_ask and actor.may(Permission.ESCALATE))
            or (files_in_register and not filed and actor.may(Permission.FILE_IN_REGISTER))
        ),
        Act.CLEAR_DANGER: not case.danger,
        Act.SETTLE_REGISTER: register is None
        or not (waits_for_person(register.step, register.mode) or register.lacks_number),
        Act.REGISTER_ANSWER: register is None or register.step not in FOLLOWED,
        Act.REGISTER_STATUS: register is None or not register.by_hand or register.step not in FOLLOWED,
        Act.FILE_ANYWAY: not case.filed_elsewhere,
        Act.REVEAL: case.anonymous
        or (contact is None and not any(each.named and each.side is Side.TARGET for each in handovers)),
        Act.GIVE_BACK: not has_part,
        Act.ANSWER_AS_UNIT: not has_part,
        Act.RETURN_ANSWER: not from_units,
        Act.APPROVE: waits is None or not may_decide_about(actor, waits),
        Act.WITHDRAW_REQUEST: waits is None,
        Act.RELEASE: not from_units,
        Act.JOIN_UNIT: case.unit_id is None and not ways,
        Act.LINK_UNIT: not any(way.reachable for way in ways),
    }
    return frozenset(
        act
        for act, (permission, states) in ALLOWED.items()
        if actor.may(permission)
        and case.state in states
        and not impossible.get(act, False)
        and (act in OF_UNITS or may_reach(actor, case.unit_id))
    )


def own_part(actor: Actor, ways: Iterable[UnitWay]) -> UUID | None:
    """The unit for which the actor answers; none for whose units have a copy or nothing."""
    mine = [way for way in ways if way.unit_id in actor.unit_ids and way.role is not PartRole.COPY]
    return mine[0].unit_id if mine else None


def placed(happened: Happened, handovers: Sequence[Handover]) -> Happened:
    """The fact, with the name of the office that a case was offered to."""
    fact = happened.fact
    if not isinstance(fact, CaseEscalated):
        return happened
    office = next((each.office for each in handovers if each.id == fact.link_id), "")
    return replace(happened, office=office)


_TOLD_OTHERWISE = (
    *(MessageReceived, CaseReplied, CaseNoted, CaseDisposed, DeliveryChanged, PeerAnswered),
    *(PromiseGiven, CaseCalled, CaseReacted, UnitAnswered, UnitJoined),
)
"""Facts that stand elsewhere as what they are about: a message, its delivery, a reaction, a disposition, a due time,
a call."""


def timeline(
    said: Iterable[Said],
    passed: Iterable[Passed],
    happened: Iterable[Happened],
    calls: Iterable[CallOnCase] = (),
) -> tuple[TimelineEntry, ...]:
    """One line of time, oldest first; of one moment: calls, what was said, passed on, and else happened."""
    entries: list[tuple[object, int, TimelineEntry]] = [(each.at, -1, each) for each in calls]
    entries += [(each.at, 0, each) for each in said]
    entries += [(each.at, 1, each) for each in passed]
    entries += [(each.at, 2, each) for each in happened if is_told(each.fact)]
    return tuple(entry for _, _, entry in sorted(entries, key=itemgetter(0, 1)))


def is_told(fact: CaseEvent) -> bool:
    """Does the fact stand in the timeline by itself? Of a promise in danger only what somebody was told."""
    if isinstance(fact, TargetStage):
        return bool(fact.tell)
    return not isinstance(fact, _TOLD_OTHERWISE)


_OFFICE_WIDE = (DispositionAsked, DispositionDecided, DispositionUndecided)


def may_know(actor: Actor, fact: CaseEvent) -> bool:
    """What waits for approval is known to those who see the whole office: no unit hears of it before it is decided."""
    return not isinstance(fact, _OFFICE_WIDE) or actor.may(Permission.READ_ALL_UNITS)


def readable_files(
    files: Sequence[Attachment], said: Sequence[Said], read: Sequence[Said]
) -> tuple[Attachment, ...]:
    """The files of a case without those of messages that the reader may not read."""
    hidden = {each.message.id for each in said} - {each.message.id for each in read}
    return tuple(file for file in files if file.message_id not in hidden)


def may_read(actor: Actor, said: Said) -> bool:
    """Internal notes are read by those who may write them."""
    return said.message.direction is not Direction.NOTE or actor.may(Permission.NOTE)
