"""A matter is filed in a public register once, whichever office does it: each that has it hears from the others.

What is told goes both ways along every hand-over, also when it is over: the register keeps what stands there.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.noting import note
from helpdesk.cases.work import Work, working
from helpdesk.channels.trials import earnest, is_trial, kept
from helpdesk.conversations.rules import cleaned_reason
from helpdesk.escalation import moves, store
from helpdesk.escalation.letter import RegisterNumber
from helpdesk.escalation.model import Link, Side
from helpdesk.events import Fact, FilingPassedOver, RegisterNumberKnown
from helpdesk.registers import store as registers
from helpdesk.registers.model import Mode, RegisterLink, Step
from helpdesk.registers.yielding import give_way
from kit.errors import Conflict
from tenants.audit.service import record
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission

_REGISTER = "lapor"


async def is_filing(scope: Scope, case: Case, links: Sequence[Link], but: UUID | None = None) -> bool:
    """Is the case being filed in earnest, here or behind another hand-over than `but`, with no number known yet?"""
    if earnest(case.lapor_number):
        return False
    own = await registers.of_case(scope, case.id, hold=False)
    return _lives(own) or any(link.awaited_files for link in links if link.id != but)


async def tell_filing(scope: Scope, kind: str, fact: bytes) -> None:
    """A subscriber: a filing was asked for here, or came to nothing; every office that has the matter hears it."""
    case_id = msgspec.json.decode(fact, type=Fact).case_id
    if await store.has_links(scope, case_id):
        case = await cases.load(scope, case_id)
        await _tell(scope, case, await store.links_of(scope, case_id))


async def pass_on_number(scope: Scope, kind: str, fact: bytes) -> None:
    """A subscriber: the register's number is known here; it travels to every office but the one that told it."""
    told = msgspec.json.decode(fact, type=RegisterNumberKnown)
    if told.second or not await store.has_links(scope, told.case_id):
        return
    await cases.load(scope, told.case_id)
    own = await offices.office(scope.tenant_id)
    for link in await store.links_of(scope, told.case_id):
        if link.id != told.via:
            link = replace(link, told_files=link.told_files and is_trial(told.number))
            content = RegisterNumber(register=_REGISTER, number=told.number, filing=link.told_files)
            await store.post(scope, link, own.uid, content)


async def tell_peer(scope: Scope, case: Case, link: Link) -> Link:
    """The hand-over belongs to this case now, which may stand in the register, or be on its way there."""
    own = await offices.office(scope.tenant_id)
    if case.lapor_number:
        content = RegisterNumber(register=_REGISTER, number=case.lapor_number)
        link = await store.post(scope, replace(link, told_files=False), own.uid, content)
    told = await _tell(scope, case, await store.links_of(scope, case.id), frozenset({link.id}))
    return told.get(link.id, link)


async def hear(work: Work, link: Link, number: str, *, filing: bool) -> Link:
    """The other office told the number, or whether it files: our own filing gives way where it still can.

    Of two offices that file at once, the one that was asked lets the one that asked it go on.
    """
    files = filing and not earnest(number)
    since = (link.peer_files_at or work.now) if files else None
    link = replace(link, peer_files=files, peer_files_at=since, peer_passed=False)
    if number:
        take_number(work, number, link.id)
    if earnest(number):
        await give_way(work, "already_in_register")
        link = await _confirm(work, link)
    elif link.peer_files and link.side is Side.TARGET:
        await give_way(work, "filed_elsewhere")
    links = moves.after(await store.links_of(work.scope, work.case.id), link)
    work.apply((moves.standing(work.case, links), []))
    await _tell(work.scope, work.case, links, frozenset(each.id for each in links) - {link.id})
    return link


async def _confirm(work: Work, link: Link) -> Link:
    """Whoever was told that we file hears that we do not any more: the number is known, and ours came to nothing."""
    own = await registers.of_case(work.scope, work.case.id, hold=False)
    if not link.told_files or _lives(own):
        return link
    office = await offices.office(work.scope.tenant_id)
    content = RegisterNumber(register=_REGISTER, number=work.case.lapor_number)
    return await store.post(work.scope, replace(link, told_files=False), office.uid, content)


def _lives(own: RegisterLink | None) -> bool:
    return own is not None and own.step is not Step.FAILED and own.mode is not Mode.SANDBOX


async def file_anyway(actor: Actor, number: str, reason: str, *, version: int | None) -> None:
    """Wait no longer for other offices that said they file the matter: ours may. The reason becomes an internal note.

    They hear when ours does. What they say next counts as before; a number of theirs that comes after ours is told to
    the desk alone. Raises `Invalid`, `Forbidden`, and `Conflict` when nobody is waited for.
    """
    reason = cleaned_reason(reason)
    async with working(actor, number, Permission.OVERSEE_LETTERS, version=version) as work:
        links = await store.links_of(work.scope, work.case.id)
        awaited = [link for link in links if link.awaited_files]
        if not awaited:
            raise Conflict("nobody_else_files")
        for link in awaited:
            link = replace(link, peer_passed=True)
            await store.save_link(work.scope, link)
            links = moves.after(links, link)
        work.apply((moves.standing(work.case, links), []))
        await note(work, reason)
        work.tell(
            *(
                FilingPassedOver(case_id=work.case.id, at=work.now, link_id=link.id, peer=link.peer_uid)
                for link in awaited
            )
        )
        named = sorted(str(link.peer_uid) for link in awaited)
        await record(work.scope, actor, "register.passed_over", "case", work.case.id, offices=named)


def take_number(work: Work, number: str, via: UUID) -> None:
    """The first number that is known stays; of a second one the desk alone is told."""
    if work.case.lapor_number == number:
        return
    stays, second = kept(work.case.lapor_number, number)
    told = RegisterNumberKnown(case_id=work.case.id, at=work.now, number=number, via=via, second=second)
    unread = work.case.unread or second
    work.apply((replace(work.case, lapor_number=stays, unread=unread), [told]))


async def _tell(
    scope: Scope, case: Case, links: Sequence[Link], only: frozenset[UUID] | None = None
) -> dict[UUID, Link]:
    """What each of the offices has not heard yet; the hand-overs by which something was told.

    `links` are all of the case. While a number is on its way, that says it.
    """
    if earnest(case.lapor_number):
        return {}
    own, told = await offices.office(scope.tenant_id), {}
    for link in links:
        filing = await is_filing(scope, case, links, link.id)
        if (only is None or link.id in only) and filing is not link.told_files:
            content = RegisterNumber(register=_REGISTER, number="", filing=filing)
            told[link.id] = await store.post(scope, replace(link, told_files=filing), own.uid, content)
    return told
