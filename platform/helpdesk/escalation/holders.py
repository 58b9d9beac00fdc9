"""Who has a matter now, told towards its citizen over as many offices as it went through. Subscribers, but `hear`."""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.work import Work, work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.elsewhere.service import peer
from helpdesk.escalation import moves, store
from helpdesk.escalation.keeping import held_links
from helpdesk.escalation.letter import WithWhom
from helpdesk.escalation.model import AWAY, PARTED, Link, Side
from helpdesk.events import Fact, HandoverPassedOn
from helpdesk.notifications.service import tell_citizen
from helpdesk.texts.model import Text
from helpdesk.texts.to_citizens import BACK, PASSED_ON
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.outbox.dispatcher import Subscriber
from tenants.permissions.model import system


async def tell_holder(scope: Scope, kind: str, fact: bytes) -> None:
    """Who has the matter for us may have changed: the office that asked us hears where it is."""
    links = await held_links(scope, msgspec.json.decode(fact, type=Fact).case_id)
    asked = moves.living(links, Side.TARGET)
    if not asked:
        return
    names = {
        link.peer_uid: (await peer(scope, link.peer_uid)).name for link in moves.living(links, Side.SOURCE)
    }
    holder = moves.with_whom(links, names)
    own = await offices.office(scope.tenant_id)
    for link in asked:
        if link.holder != holder:
            await store.post(scope, replace(link, holder=holder), own.uid, WithWhom(office=holder))


def hear(work: Work, link: Link, office: str) -> Link:
    """The office asked told who has it; for our desk there is nothing to do, its citizen is told."""
    if office == link.holder:
        return link
    told = HandoverPassedOn(case_id=work.case.id, at=work.now, link_id=link.id, office=office)
    work.apply((work.case, [told]))
    return replace(link, holder=office)


def tell_further(book: AccountBook) -> Subscriber:
    """The office asked handed the matter on, or has it back: the citizen learns who has it now."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=HandoverPassedOn)
        links = await held_links(scope, told.case_id)
        away = [each for each in links if each.side is Side.SOURCE and each.state in AWAY]
        for link in away:
            if link.id == told.link_id and link.holder == told.office:
                office = told.office or (await peer(scope, link.peer_uid)).name
                await _tell(scope, await cases.load(scope, told.case_id), PASSED_ON, office, book)

    return subscriber


def tell_back(book: AccountBook) -> Subscriber:
    """A matter came back without an answer, and nobody else has it: the citizen learns that it is with us again."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=_Ended)
        links = await held_links(scope, told.case_id)
        ended = [each for each in links if each.id == told.link_id and each.side is Side.SOURCE]
        if told.state not in PARTED or not ended or ended[0].state not in PARTED or moves.is_away(links):
            return
        case = await cases.load(scope, told.case_id)
        if case.state not in ENDED_STATES:
            own = await offices.office(scope.tenant_id)
            await _tell(scope, case, BACK, own.name, book)

    return subscriber


async def _tell(scope: Scope, case: Case, text: Text, office: str, book: AccountBook) -> None:
    async with work_on(scope, system(scope.tenant_id), case) as work:
        await tell_citizen(work, text, book, news=True, office=office)


class _Ended(Fact, frozen=True, kw_only=True):
    """What became of a hand-over, by ourselves or by the other office."""

    link_id: UUID
    state: str
