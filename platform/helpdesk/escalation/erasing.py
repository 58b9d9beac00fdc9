"""A citizen's data are erased here: the copies of other offices go too, or a law is named that keeps them."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import emptying, erasing
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.work import Work, working
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import moves, naming, post, store
from helpdesk.escalation.letter import CitizenNamed, Erased
from helpdesk.escalation.letter import CopySettled as CopySettledLetter
from helpdesk.escalation.model import Copy, Ground, Link, Side
from helpdesk.events import CitizenErased, CopyAsked, CopySettled
from kit.errors import Conflict, Invalid
from tenants.audit.service import record
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from ui.i18n import N_, translate

LAW_CHARACTERS = 500
SOON = timedelta(minutes=10)
"""When it is looked again whether a copy can go."""
_SHARED = N_("Kasus ini digabung dengan laporan lain yang masih dikerjakan.")


async def erase(actor: Actor, number: str, ground: str, *, version: int | None) -> Case:
    """Erase the citizen's data of an ended case, here and in the copies of the offices it was handed to.

    The office it came from keeps its own case and hears that our copy is gone. Raises `Conflict`: `case_is_open`,
    `erased_already`, `kept_by_law`, `still_sending`; `Invalid` for no ground.
    """
    if ground not in set(Ground):
        raise Invalid("invalid", fields={"ground": "required"})
    async with working(actor, number, Permission.ERASE_CITIZENS, version=version) as work:
        if work.case.state not in ENDED_STATES:
            raise Conflict("case_is_open", state=work.case.state.value)
        gone, law = await erasing.standing(work.scope, work.case.id)
        if gone or law:
            raise Conflict("erased_already" if gone else "kept_by_law")
        await erase_held(work, ground)
    return work.case


async def erase_held(work: Work, ground: str, but: UUID | None = None) -> None:
    """The same of an ended case in hand that nothing keeps; raises `Conflict` (`still_sending`).

    `but`: the hand-over whose other office is answered by itself.
    """
    await _erase(work, ground, but)
    await record(work.scope, work.actor, "citizen.erased", "case", work.case.id, ground=ground)


async def keep(actor: Actor, number: str, law: str, *, version: int | None) -> None:
    """Name the law that makes this office keep the citizen's data of a case; without one they may go again.

    Who asked for our copy to be erased hears of it.
    """
    law = cleaned(law, "law", LAW_CHARACTERS, needed=False)
    async with working(actor, number, Permission.ERASE_CITIZENS, version=version) as work:
        gone, _ = await erasing.standing(work.scope, work.case.id)
        if gone:
            raise Conflict("erased_already")
        await erasing.keep(work.scope, work.case.id, law)
        await record(
            work.scope, actor, "citizen.kept" if law else "citizen.let_go", "case", work.case.id, law=law
        )


async def hear_erased(work: Work, link: Link, ground: str) -> Link:
    """The office that the case came from erased its citizen's data: ours go too, unless a law keeps them.

    While something of our case is on its way they go a little later, and the other office hears it then.
    """
    work.tell(CopyAsked(case_id=work.case.id, at=work.now, link_id=link.id, ground=ground))
    work.apply((replace(work.case, unread=True), []))
    return await answer_copy(work, link, ground)


async def answer_copy(work: Work, link: Link, ground: str) -> Link:
    """Erase our copy and say so, or name the law that keeps it; or look again soon."""
    own = await offices.office(work.scope.tenant_id)
    gone, law = await erasing.standing(work.scope, work.case.id)
    others = moves.living(await store.links_of(work.scope, work.case.id), Side.TARGET)
    if not work.case.mirrored or any(each.id != link.id for each in others):
        law = law or translate("id", _SHARED)
    if not gone and not law:
        if await erasing.awaited(work.scope, work.case.id):
            soon = work.now + SOON
            await erasing.postpone(work.scope, work.case.id, ground, soon, link.id)
            return link
        if work.case.state not in ENDED_STATES:
            work.apply(case_rules.close(work.case, work.now, why="erased"))
        await erase_held(work, ground, but=link.id)
        link = replace(link, said="", copy_said="")
    copy = Copy.KEPT if law else Copy.ERASED
    return await store.post(work.scope, link, own.uid, CopySettledLetter(copy=copy, reason=law))


async def hear_settled(work: Work, link: Link, copy: Copy, reason: str) -> Link:
    """What the other office did with its copy; what we wrote to it goes as well, once all of it has arrived.

    So does what it had written to us before it heard that the citizen is erased.
    """
    told = CopySettled(case_id=work.case.id, at=work.now, link_id=link.id, copy=copy.value)
    work.apply((replace(work.case, unread=True), [told]))
    if link.copy is Copy.ASKED:
        await post.empty_letters(work.scope, link.id)
        await emptying.empty(work.scope, work.case.id)
        link = replace(link, said="")
    return replace(link, copy=copy, copy_said=reason)


async def _erase(work: Work, ground: str, but: UUID | None) -> None:
    own = await offices.office(work.scope.tenant_id)
    for link_id, _ in await store.links_from(work.scope, work.case.id):
        await _unname(work.scope, link_id, own.uid)
    await erasing.erase(work.scope, work.case.id, work.case.contact_id, ground)
    told = CitizenErased(case_id=work.case.id, at=work.now, ground=ground)
    work.apply((erasing.emptied(work.case), [told]))
    for link in await store.links_of(work.scope, work.case.id):
        if link.id == but:
            continue
        if link.side is Side.SOURCE:
            await store.post(work.scope, replace(link, copy=Copy.ASKED), own.uid, Erased(ground=ground))
        else:
            await store.post(work.scope, link, own.uid, CopySettledLetter(copy=Copy.ERASED))


async def _unname(scope: Scope, link_id: UUID, own_uid: UUID) -> None:
    """The hand-over lives on with the case that survived a merge, and names this citizen on neither side any more."""
    link = await store.link(scope, link_id)
    if link is not None and link.side is Side.SOURCE and (await naming.kept(scope, link_id)).citizen:
        await store.post(scope, link, own_uid, CitizenNamed(citizen="", openly=False))
