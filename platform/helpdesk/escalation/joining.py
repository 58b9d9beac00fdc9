"""Hand-overs follow their matter: into the case that another one was merged into, and back when that was wrong.

Both are subscribers: called once per fact, in a transaction of its own, in the fact's tenant.
"""

import msgspec
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, work_on
from helpdesk.escalation import agreeing, filings, joins, moves, store
from helpdesk.escalation.joins import Fate
from helpdesk.escalation.letter import Renumbered
from helpdesk.escalation.model import LIVING, Link, LinkState
from helpdesk.escalation.relations import uids_above
from helpdesk.events import CaseMarkedDuplicate, CaseReopened, HandoverMoved
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.permissions.model import system
from ui.i18n import N_, translate

_MERGED = N_("Digabung dengan kasus %(number)s di kantor kami.")
_ENDS = {Fate.WITHDRAWN: LinkState.WITHDRAWN, Fate.RETURNED: LinkState.RETURNED}


async def follow_merge(scope: Scope, kind: str, fact: bytes) -> None:
    """The case holds the same matter as another one: its hand-overs are that one's now, and the other offices learn
    its number. What cannot stand beside those it has ends, with the reason."""
    told = msgspec.json.decode(fact, type=CaseMarkedDuplicate)
    if not await store.has_links(scope, told.case_id):
        return
    last = (await cases.merged_into(scope, told.duplicate_of))[-1]
    held = await cases.load_many(scope, [told.case_id, last])
    gone, survivor = held[told.case_id], held[last]
    if gone.duplicate_of is None:
        return  # taken up again meanwhile
    actor, own = system(scope.tenant_id), await offices.office(scope.tenant_id)
    above = await uids_above(scope)
    moved, kept = await store.links_of(scope, gone.id), await store.links_of(scope, survivor.id)
    reason = translate("id", _MERGED, number=survivor.number)
    async with work_on(scope, actor, gone) as left, work_on(scope, actor, survivor) as joined:
        for link, fate in joins.fates(kept, moved, survivor, own.uid, above):
            if fate is Fate.FOLLOWS:
                await _move(left, joined, joins.moved_to(link, survivor.id))
            else:
                await agreeing.end(left, link, _ENDS[fate], reason)
        await _as_they_stand(left, joined)


async def go_home(scope: Scope, kind: str, fact: bytes) -> None:
    """A case that was merged away is open again: what went with it comes back, as far as it still lives."""
    told = msgspec.json.decode(fact, type=CaseReopened)
    went = await store.links_from(scope, told.case_id)
    for at in dict.fromkeys(case_id for _, case_id in went):
        held = await cases.load_many(scope, [told.case_id, at])
        home, stay = held[told.case_id], held[at]
        if home.duplicate_of is not None:
            return  # merged once more meanwhile
        actor = system(scope.tenant_id)
        async with work_on(scope, actor, stay) as left, work_on(scope, actor, home) as back:
            for link in await store.links_of(scope, at):
                if link.home_id == home.id and link.state in LIVING:
                    await _move(left, back, joins.back_home(link))
            await _as_they_stand(left, back)


async def _move(left: Work, joined: Work, link: Link) -> None:
    own = await offices.office(joined.scope.tenant_id)
    link = await store.post(joined.scope, link, own.uid, Renumbered(number=joined.case.number))
    link = await filings.tell_peer(joined.scope, joined.case, link)
    for work, away in ((left, True), (joined, False)):
        work.tell(
            HandoverMoved(
                case_id=work.case.id,
                at=work.now,
                link_id=link.id,
                peer=link.peer_uid,
                side=link.side.value,
                away=away,
            )
        )
    await agreeing.tell_state(joined, link)


async def _as_they_stand(left: Work, joined: Work) -> None:
    for work in (left, joined):
        links = await store.links_of(work.scope, work.case.id)
        unread = work is joined or work.case.unread
        work.apply((replace(moves.standing(work.case, links), unread=unread), []))
