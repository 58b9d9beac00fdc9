"""A question to a citizen whose time is over: the desk finds the case unread, and its history says so, once."""

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on
from helpdesk.consenting import store
from helpdesk.facts.citizens import ConsentExpired
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Reminder
from helpdesk.sla.service import when_open
from tenants.doors import Scope
from tenants.permissions.model import system


async def expire(scope: Scope, reminder: Reminder) -> None:
    """Say that nobody answered, when somebody is there to hear it; nothing of a question that was answered, or of a
    case that ended meanwhile."""
    case = await cases.load(scope, reminder.case_id)
    question = await store.question(scope, reminder.about)
    if not await reminders.take(scope, reminder) or question is None or case.closed_at is not None:
        return
    said = {word.subject for word in await store.words_of(scope, case.id) if word.at >= question.at}
    if not said.isdisjoint(question.subjects):
        return
    opens = await when_open(scope)
    if opens > scope.now:
        await reminders.put(scope, reminder.matter, reminder.about, case.id, opens)
        return
    told = ConsentExpired(
        case_id=case.id,
        at=scope.now,
        question_id=question.id,
        purpose=question.purpose.value,
        asked_by=question.actor_id,
    )
    async with work_on(scope, system(scope.tenant_id), case) as work:
        work.apply((replace(work.case, unread=True), [told]))
