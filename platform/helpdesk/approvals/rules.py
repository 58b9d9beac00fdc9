"""Which rule a disposition falls under, and who may decide about it. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.approvals.model import Approvers, Plan, Request, Rule, Why, Wish
from kit.errors import Invalid
from tenants.permissions.model import Actor, ActorKind, Permission, Role

MOST_RULES = 10
_ROLES = {
    Approvers.SUPERVISOR: frozenset({Role.SUPERVISOR.value}),
    Approvers.HEAD: frozenset({Role.HEAD.value}),
    Approvers.EITHER: frozenset({Role.SUPERVISOR.value, Role.HEAD.value}),
}


def reasons(rule: Rule, wish: Wish, *, kind: str, grade: str, proposed: datetime | None) -> tuple[Why, ...]:
    """Why the disposition waits by this rule; nothing when it does not fit."""
    longer = proposed is not None and (wish.due_at is None or wish.due_at > proposed)
    asked = (
        (Why.KIND, bool(rule.kind), rule.kind == kind),
        (Why.GRADE, bool(rule.grade), rule.grade == grade),
        (Why.UNIT, rule.unit_id is not None, rule.unit_id in wish.units),
        (Why.DUE, rule.longer, longer),
    )
    if not all(true for _, named, true in asked if named):
        return ()
    return tuple(why for why, named, _ in asked if named) or (Why.EVERY,)


def first_that_fits(
    plan: Plan, wish: Wish, *, kind: str, grade: str, proposed: datetime | None
) -> tuple[Rule, tuple[Why, ...]] | None:
    """The rule that counts, and why it fits; none when nobody has to approve."""
    for rule in plan.rules:
        if why := reasons(rule, wish, kind=kind, grade=grade, proposed=proposed):
            return rule, why
    return None


def needs_proposal(plan: Plan) -> bool:
    """Whether any rule asks for the proposed due time."""
    return any(rule.longer for rule in plan.rules)


def roles_of(approvers: Approvers) -> frozenset[str]:
    """The roles that decide."""
    return _ROLES[approvers]


def may_decide(actor: Actor, approvers: Approvers) -> bool:
    """Whether the actor decides about such a request, and so needs nobody for a disposition of their own.

    A program decides by its scope: who gave it that knew what it is for.
    """
    if not actor.may(Permission.APPROVE):
        return False
    return actor.kind is not ActorKind.STAFF or bool(actor.roles & roles_of(approvers))


def may_decide_about(actor: Actor, request: Request) -> bool:
    """The same of a request that waits; nobody stands in for the approver of what they asked for themselves."""
    stands_in = request.widened and actor.id != request.asked_by and may_decide(actor, Approvers.EITHER)
    return stands_in or may_decide(actor, request.approvers)


def holds_role(roles: Iterable[str], approvers: Approvers) -> bool:
    """The same of somebody by their roles alone."""
    return bool(roles_of(approvers).intersection(roles))


def decides(member: UUID, roles: Iterable[str], request: Request) -> bool:
    """The same of a member and a request: who is told of it. Who asked knows of it."""
    wanted = Approvers.EITHER if request.widened else request.approvers
    return member != request.asked_by and holds_role(roles, wanted)


def checked(
    rules: Sequence[Rule], *, kinds: Collection[str], grades: Collection[str], units: Collection[UUID]
) -> tuple[Rule, ...]:
    """The rules as they are kept; raises `Invalid` naming the fields by their place, from 1."""
    wrong = {}
    for place, rule in enumerate(rules, 1):
        if rule.kind and rule.kind not in kinds:
            wrong[f"kind_{place}"] = "unknown"
        if rule.grade and rule.grade not in grades:
            wrong[f"grade_{place}"] = "unknown"
        if rule.unit_id is not None and rule.unit_id not in units:
            wrong[f"unit_{place}"] = "unknown"
    if len(rules) > MOST_RULES:
        wrong["rules"] = "too_many"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return tuple(dict.fromkeys(rules))
