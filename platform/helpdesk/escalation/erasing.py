"""A citizen's data are erased here: the copies of other offices go too, or a law is named that keeps them."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import erasing
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.work import Work, working
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import moves, store
from helpdesk.escalation.letter import CopySettled as CopySettledLetter
from helpdesk.escalation.letter import Erased
from helpdesk.escalation.model import Copy, Ground, Link, Side
from helpdesk.events import CitizenErased, CopyAsked, CopySettled
from kit.errors import Conflict, Invalid
from tenants.audit.service import record
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from ui.i18n import N_, translate

LAW_CHARACTERS = 500
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
        await _erase(work, ground)
        await record(work.scope, actor, "citizen.erased", "case", work.case.id, ground=ground)
    return work.case


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
    """The office that the case came from erased its citizen's data: ours go too, unless a law keeps them."""
    own = await offices.office(work.scope.tenant_id)
    gone, law = await erasing.standing(work.scope, work.case.id)
    others = moves.living(await store.links_of(work.scope, work.case.id), Side.TARGET)
    if not work.case.mirrored or any(each.id != link.id for each in others):
        law = law or translate("id", _SHARED)
    work.tell(CopyAsked(case_id=work.case.id, at=work.now, link_id=link.id, ground=ground))
    if not gone and not law:
        if work.case.state not in ENDED_STATES:
            work.apply(case_rules.close(work.case, work.now, why="erased"))
        await _erase(work, ground, but=link.id)
        await record(work.scope, work.actor, "citizen.erased", "case", work.case.id, ground=ground)
    copy = Copy.KEPT if law else Copy.ERASED
    work.apply((replace(work.case, unread=True), []))
    return await store.post(work.scope, link, own.uid, CopySettledLetter(copy=copy, reason=law))


async def hear_settled(work: Work, link: Link, copy: Copy, reason: str) -> Link:
    """What the other office did with its copy; what we wrote to it goes as well, once all of it has arrived."""
    told = CopySettled(case_id=work.case.id, at=work.now, link_id=link.id, copy=copy.value)
    work.apply((replace(work.case, unread=True), [told]))
    if link.copy is Copy.ASKED:
        await store.empty_letters(work.scope, link.id)
    return replace(link, copy=copy, copy_said=reason)


async def _erase(work: Work, ground: str, but: UUID | None = None) -> None:
    own = await offices.office(work.scope.tenant_id)
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
