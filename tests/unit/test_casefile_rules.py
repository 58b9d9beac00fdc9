"""What a reader may do with a case, and in which order a case is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from helpdesk.casefile.model import Act, ContactView, Handover, Happened, Passed, Said
from helpdesk.casefile.registered import RegisterView
from helpdesk.casefile.rules import ALLOWED, acts_of, may_read, timeline
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case, CaseKind, CaseState
from helpdesk.conversations.model import Direction, Message
from helpdesk.escalation.model import LinkState, Side
from helpdesk.events import CaseClosed, CaseReplied, CaseVerified, DeliveryChanged, MessageReceived
from helpdesk.registers.model import Step
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import NOW, a_case, an_actor
from tenants.permissions.model import ActorKind, Role

ABOVE = frozenset({"kemenkes"})
CONTACT = ContactView(id=uuid7(), name="Siti", language="id", identities=())

RULES: dict[Act, Callable[[Case], Any]] = {
    Act.VERIFY: lambda case: case_rules.verify(case, CaseKind.COMPLAINT, NOW),
    Act.TAKE: lambda case: case_rules.assign(case, uuid7(), NOW),
    Act.ASSIGN: lambda case: case_rules.assign(case, uuid7(), NOW),
    Act.DISPOSE: lambda case: case_rules.dispose(case, uuid7(), None, NOW),
    Act.CORRECT: lambda case: case_rules.correct(case, NOW, title="Lain"),
    Act.REPLY: lambda case: case_rules.reply(case, uuid7(), NOW),
    Act.WAIT: lambda case: case_rules.wait_for_contact(case, NOW),
    Act.RESOLVE: lambda case: case_rules.answer(case, NOW),
    Act.REOPEN: lambda case: case_rules.reopen(case, NOW),
    Act.CLOSE: lambda case: case_rules.close(case, NOW),
    Act.REJECT: lambda case: case_rules.reject(case, NOW),
    Act.SPAM: lambda case: case_rules.mark_spam(case, NOW),
    Act.DUPLICATE: lambda case: case_rules.mark_duplicate(case, a_case(), NOW),
}
"""The rule behind each act that changes the case itself."""


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("act", list(RULES))
def test_what_is_offered_is_what_the_rules_would_do(act: Act, state: CaseState) -> None:
    offered = act in _acts(a_case(state))
    try:
        _, facts = RULES[act](a_case(state))
    except Conflict:
        facts = []
    assert offered == bool(facts)


def test_every_act_has_its_line() -> None:
    assert set(ALLOWED) == set(Act)


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_offered_without_the_right(role: Role) -> None:
    actor = an_actor(role)
    acts = acts_of(actor, a_case(), CONTACT, [_handover()], None, above=ABOVE, may_ask=True)
    assert all(actor.may(ALLOWED[act][0]) for act in acts)


def test_who_is_no_member_cannot_take_a_case() -> None:
    case = a_case()
    staff = an_actor(Role.AGENT)
    assert Act.TAKE in _acts(case, staff)
    assert Act.TAKE not in _acts(a_case(assignee_id=staff.id), staff), "it is mine already"
    assert Act.TAKE not in _acts(case, _as_key(staff))


def test_a_case_is_handed_over_once_at_a_time() -> None:
    assert Act.ESCALATE in _acts(a_case())
    assert Act.ESCALATE not in _acts(a_case(), handovers=[_handover()])
    assert Act.ESCALATE in _acts(a_case(), handovers=[_handover(state=LinkState.RETURNED)])
    assert Act.ESCALATE in _acts(a_case(), handovers=[_handover(side=Side.TARGET)])
    assert Act.ESCALATE not in _acts(a_case(), above=False), "the ministry has nobody above"
    assert Act.WRITE_TO_PEER in _acts(a_case(), handovers=[_handover(side=Side.TARGET)])
    assert Act.WRITE_TO_PEER not in _acts(a_case())


def test_who_answers_no_citizen_writes_to_no_other_office() -> None:
    living = [_handover(side=Side.TARGET)]
    head = acts_of(an_actor(Role.HEAD), a_case(), CONTACT, living, None, above=ABOVE, may_ask=True)
    assert Act.NOTE in head
    assert Act.WRITE_TO_PEER not in head


def test_a_case_is_filed_in_the_register_once() -> None:
    assert Act.REGISTER in _acts(a_case())
    assert Act.REGISTER in _acts(a_case(), register=_register(Step.FAILED))
    assert Act.REGISTER not in _acts(a_case(), register=_register(Step.TRACKING))
    assert Act.REGISTER not in _acts(a_case(lapor_number="1234567"))
    assert Act.SETTLE_REGISTER in _acts(a_case(), register=_register(Step.NEEDS_PERSON))
    assert Act.SETTLE_REGISTER not in _acts(a_case(), register=_register(Step.TRACKING))
    assert Act.SETTLE_REGISTER in _acts(a_case(), register=_register(Step.TRACKING, "")), (
        "its number is missing"
    )


def test_an_anonymous_citizen_is_not_revealed() -> None:
    assert Act.REVEAL in _acts(a_case())
    assert Act.REVEAL not in _acts(a_case(anonymous=True))
    assert Act.REVEAL not in _acts(a_case(), contact=None)


def test_a_case_is_told_in_the_order_of_time_and_nothing_twice() -> None:
    message, note = _said(0), _said(2, Direction.NOTE)
    passed = _passed(2)
    verified, closed = _happened(CaseVerified, 2, kind="complaint"), _happened(CaseClosed, 3)
    told_otherwise = [
        _happened(MessageReceived, 0, message_id=uuid7()),
        _happened(CaseReplied, 1, message_id=uuid7()),
        _happened(DeliveryChanged, 1, message_id=uuid7(), state="sent"),
    ]
    entries = timeline([message, note], [passed], [closed, *told_otherwise, verified])
    assert entries == (message, note, passed, verified, closed)


def test_notes_are_read_by_those_who_may_write_them() -> None:
    assert may_read(an_actor(Role.UNIT_OFFICER), _said(0, Direction.NOTE))
    assert not may_read(an_actor(Role.INTEGRATOR), _said(0, Direction.NOTE))
    assert may_read(an_actor(Role.INTEGRATOR), _said(0))


def _acts(
    case: Case,
    actor: Any = None,
    *,
    contact: ContactView | None = CONTACT,
    handovers: Any = (),
    register: RegisterView | None = None,
    above: bool = True,
) -> frozenset[Act]:
    return acts_of(actor or an_actor(), case, contact, handovers, register, above=ABOVE, may_ask=above)


def _as_key(actor: Any) -> Any:
    return replace(actor, kind=ActorKind.API_KEY)


def _handover(side: Side = Side.SOURCE, state: LinkState = LinkState.ACCEPTED) -> Handover:
    return Handover(
        id=uuid7(),
        side=side,
        state=state,
        reason="",
        office="Kementerian",
        office_slug="kemenkes",
        level="ministry",
        peer_number="",
        created_at=NOW,
        changed_at=NOW,
    )


def _register(step: Step, tracking_id: str = "7654321") -> RegisterView:
    return RegisterView(
        id=uuid7(),
        step=step,
        tracking_id=tracking_id,
        status="",
        raw_name="",
        institution="",
        error_code="",
        changed_at=NOW,
        polled_at=None,
    )


def _said(minute: int, direction: Direction = Direction.IN) -> Said:
    at = NOW + timedelta(minutes=minute)
    return Said(
        message=Message(
            id=uuid7(),
            case_id=uuid7(),
            direction=direction,
            channel="portal",
            author_kind="staff",
            text="Halo",
            at=at,
            sent_at=at,
        )
    )


def _passed(minute: int) -> Passed:
    return Passed(
        id=uuid7(),
        at=NOW + timedelta(minutes=minute),
        unit_id=uuid7(),
        unit="Puskesmas",
        instruction="",
        due_at=None,
        actor_name="Dewi",
    )


def _happened(fact_type: Any, minute: int, **more: Any) -> Happened:
    fact = fact_type(case_id=uuid7(), at=NOW + timedelta(minutes=minute), **more)
    return Happened(fact=fact, actor_kind="staff", actor_name="Dewi")
