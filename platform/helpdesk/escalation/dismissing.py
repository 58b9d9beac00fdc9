"""A letter that came and cannot be read here is dismissed for good: those behind it go on, its sender reads why."""

from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, work_on
from helpdesk.escalation import opening, post, store
from helpdesk.escalation.letter import Ended, Head, SetAside
from helpdesk.escalation.model import Link, LinkState
from helpdesk.facts.across import LetterDismissed
from kit.errors import Conflict
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor


async def pass_over(scope: Scope, actor: Actor, head: Head, reason: str) -> None:
    """Nobody reads it, and its sender hears so; an offer, or what follows one that never came, goes back to it.

    Raises `Conflict` (`earlier_letter_waits`) when one before it has not taken effect yet.
    """
    case, link = await opening.held(scope, head.link)
    if link is None or case is None:
        await _refuse(scope, head, reason)
    elif head.sender == link.peer_uid and head.seq > link.peer_seq:
        await _pass_on(scope, actor, case, link, head, reason)


async def _pass_on(scope: Scope, actor: Actor, case: Case, link: Link, head: Head, reason: str) -> None:
    if not head.comes_next(link.peer_seq):
        raise Conflict("earlier_letter_waits")
    own = await offices.office(scope.tenant_id)
    passed = replace(link, peer_seq=head.seq)
    await store.post(scope, passed, own.uid, SetAside(of=head.id, reason=reason))
    await post.note_taken(scope, head, by=actor.name, reason=reason)
    async with work_on(scope, actor, case) as work:
        work.tell(
            LetterDismissed(case_id=case.id, at=work.now, link_id=link.id, letter_id=head.id, ours=True)
        )


async def _refuse(scope: Scope, head: Head, reason: str) -> None:
    """No case was opened for it, so nothing but these two letters belongs to the hand-over here.

    So also for a letter of a hand-over whose offer never came: whoever believes us at work hears that we are not.
    """
    if await post.was_refused(scope, head.link):
        return
    own = await offices.office(scope.tenant_id)
    ended, aside = Ended(state=LinkState.RETURNED.value, reason=reason), SetAside(of=head.id, reason=reason)
    await store.write(scope, head.link, 1, own.uid, head.sender, ended)
    await store.write(scope, head.link, 2, own.uid, head.sender, aside)


async def hear(work: Work, link: Link, aside: SetAside, peer: Office) -> None:
    """One of ours was dismissed there: its line in the log says who and why, and the case shows it."""
    if await post.set_aside(work.scope, link.id, aside.of, peer.name, aside.reason):
        told = LetterDismissed(
            case_id=work.case.id, at=work.now, link_id=link.id, letter_id=aside.of, ours=False
        )
        work.apply((replace(work.case, unread=True), [told]))
