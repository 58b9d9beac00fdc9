"""A case that other offices have to do with ends without an answer: each of them is told why."""

from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case
from helpdesk.cases.work import working
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import agreeing, store
from helpdesk.escalation.model import LIVING
from kit.errors import Invalid
from tenants.permissions.model import Actor, Permission


async def reject(
    actor: Actor, number: str, *, version: int | None, reason: str = "", spam: bool = False
) -> Case:
    """The office will not work on it, or it is no case at all.

    What another office asked goes back to it, what this one asked is taken back, both with the reason, which
    cannot be left out then (`Invalid`).
    """
    reason = cleaned(reason, "reason", agreeing.REASON_CHARACTERS, needed=False)
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        if any(each.state in LIVING for each in await store.links_of(work.scope, work.case.id)):
            if not reason:
                raise Invalid("invalid", fields={"reason": "required"})
            await agreeing.part(work, reason)
            await agreeing.keep_words(work, reason)
        work.apply((case_rules.mark_spam if spam else case_rules.reject)(work.case, work.now))
    return work.case
