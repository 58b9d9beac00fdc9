"""A unit that helps hears before its time is over, and after: as an alert, so that many are one message."""

from uuid import UUID, uuid5

from helpdesk.cases import path
from helpdesk.cases import store as cases
from helpdesk.cases.model import OPEN_STATES, Case, Part, PartRole, PartState
from helpdesk.cases.passing import NEAR
from helpdesk.notifications import alerts
from helpdesk.notifications.model import HELP, Alert
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter, Reminder
from helpdesk.sla.service import when_open
from helpdesk.unit_terms.store import terms_of
from tenants.doors import Scope
from tenants.people import store as people
from tenants.permissions.model import Permission
from tenants.permissions.rules import permissions_of


async def remind_helpers(scope: Scope, reminder: Reminder) -> None:
    """Most of its time is gone, or all of it: its officers are alerted when it is open; of what is late, who holds the
    case as well."""
    case = await cases.load(scope, reminder.case_id)
    part = await path.part(scope, reminder.about)
    if not await reminders.take(scope, reminder) or part is None or part.due_at is None:
        return
    if not part.lives or part.role is not PartRole.HELPER or case.state not in OPEN_STATES:
        return
    late = part.due_at <= scope.now
    if part.state is PartState.OPEN:
        await _alert(scope, case, part, late=late)
    if not late:
        await reminders.put(scope, Matter.HELP, part.id, case.id, part.due_at)


async def _alert(scope: Scope, case: Case, part: Part, *, late: bool) -> None:
    percent = 100 if late else round(NEAR * 100)
    opens = await when_open(scope, (await terms_of(scope, part.unit_id)).calendar)
    own = [_made(case, part, member, percent) for member in await _members(scope, part.unit_id)]
    await alerts.add(scope, own, opens)
    if late and case.assignee_id is not None:
        await alerts.add(scope, [_made(case, part, case.assignee_id, percent)], await when_open(scope))


async def _members(scope: Scope, unit_id: UUID) -> list[UUID]:
    return [
        post.membership_id
        for post in await people.posts(scope)
        if unit_id in post.unit_ids and Permission.READ_CASES in permissions_of(post.roles)
    ]


def _made(case: Case, part: Part, member: UUID, percent: int) -> Alert:
    """The same stage of the same request is the same alert, however often it is looked at."""
    due_at = part.due_at or case.opened_at
    return Alert(
        id=uuid5(part.id, f"{percent} {due_at.isoformat()} {member}"),
        membership_id=member,
        case_id=case.id,
        number=case.number,
        target=HELP,
        percent=percent,
        promised_at=due_at,
    )
