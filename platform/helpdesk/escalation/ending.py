"""A case ends here without an answer: whoever has to do with it is told why, and whose business it is instead."""

from uuid import UUID

from helpdesk.authorities.store import authority
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case
from helpdesk.cases.noting import note
from helpdesk.cases.work import Work, working
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import agreeing, store
from helpdesk.escalation.model import LIVING
from kit.errors import Invalid
from tenants.permissions.model import Actor, Permission


async def reject(
    actor: Actor,
    number: str,
    *,
    version: int | None,
    reason: str = "",
    not_ours: bool = False,
    authority_id: UUID | None = None,
) -> Case:
    """The office will not work on it.

    What is not its business (`not_ours`) has a named owner, an authority of the office's list; the citizen is told.
    What another office asked goes back to it, what this one asked is taken back, both with the reason, which cannot
    be left out then. Raises `Invalid`.
    """
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        owner = await _owner(work, authority_id) if not_ours else None
        await _part(work, reason)
        work.apply(case_rules.reject(work.case, work.now, owner))
    return work.case


async def mark_spam(actor: Actor, number: str, *, version: int | None, reason: str = "") -> Case:
    """It is no case at all; other offices are told as in `reject`, the sender is not."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        await _part(work, reason)
        work.apply(case_rules.mark_spam(work.case, work.now))
    return work.case


async def _part(work: Work, reason: str) -> None:
    if not any(each.state in LIVING for each in await store.links_of(work.scope, work.case.id)):
        if reason.strip():
            # No other office reads it: it stays with the case.
            await note(work, cleaned(reason, "reason", agreeing.REASON_CHARACTERS))
        return
    reason = cleaned(reason, "reason", agreeing.REASON_CHARACTERS)
    await agreeing.part(work, reason)
    await agreeing.keep_words(work, reason)


async def _owner(work: Work, authority_id: UUID | None) -> UUID:
    found = await authority(work.scope, authority_id) if authority_id else None
    if found is None or not found.active:
        raise Invalid("invalid", fields={"authority": "required"})
    return found.id
