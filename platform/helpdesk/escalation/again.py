"""A matter that was closed is open again: the offices that had it until then may be asked anew."""

from collections.abc import Sequence

from helpdesk.cases import erasing
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case
from helpdesk.cases.work import working
from helpdesk.channels.accounts import AccountBook
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation.relations import targets
from helpdesk.escalation.service import REASON_CHARACTERS, Picked, offer
from helpdesk.notifications.service import tell_citizen
from helpdesk.texts.to_citizens import HANDED_OVER
from kit.errors import Conflict, Invalid
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def reopen(
    actor: Actor,
    number: str,
    ask: Sequence[str],
    reason: str,
    book: AccountBook,
    *,
    version: int | None,
) -> Case:
    """Take a case up again, and ask these offices anew: each opens its own old case again.

    Raises `Invalid` without a reason for them or for an office that cannot be asked, `Conflict` where nothing is left
    of the case, and what offering raises.
    """
    known = {each.slug: each for each in await targets(actor)} if ask else {}
    if ask:
        require(actor, Permission.ESCALATE)
        reason = cleaned(reason, "reason", REASON_CHARACTERS)
    if any(slug not in known for slug in ask):
        raise Invalid("invalid", fields={"ask": "unknown"})
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if (await erasing.standing(work.scope, work.case.id))[0]:
            raise Conflict("erased_already")
        work.apply(case_rules.reopen(work.case, work.now))
        for slug in dict.fromkeys(ask):
            await offer(work, known[slug], reason, Picked())
        if ask:
            names = ", ".join(known[slug].name for slug in dict.fromkeys(ask))
            await tell_citizen(work, HANDED_OVER, book, news=True, office=names)
    return work.case
