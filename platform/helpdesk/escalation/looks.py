"""Somebody looked at who a linked case's citizen is: the office whose citizen it is reads who, when and why."""

from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.work import Work
from helpdesk.conversations import store as conversations
from helpdesk.escalation import rules, store
from helpdesk.escalation.letter import CitizenSeen
from helpdesk.escalation.model import Link
from helpdesk.facts.across import CitizenLookedAt
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from ui import formats
from ui.i18n import N_, translate

_LANGUAGE = "id"
_SAID = N_("%(who)s (%(office)s) membuka identitas warga pada %(when)s. Alasan: %(reason)s")


class Shown(NamedTuple):
    """Who the citizen is as another office told it, and with which hand-over it did."""

    citizen: str
    link_id: UUID


async def shown(scope: Scope, case_id: UUID) -> Shown | None:
    """Who the citizen of a linked case is, where the office that asked has told us openly."""
    row = await scope.fetchrow(
        "SELECT n.citizen, l.id FROM link_citizen n JOIN link l ON l.tenant_id = n.tenant_id AND l.id = n.link_id"
        " WHERE n.tenant_id = $1 AND l.case_id = $2 AND l.side = 'target' AND n.named AND n.citizen <> ''"
        " ORDER BY n.changed_at DESC LIMIT 1",
        scope.tenant_id,
        case_id,
    )
    return Shown(citizen=row["citizen"], link_id=row["id"]) if row else None


async def tell_owner(work: Work, link_id: UUID, reason: str) -> None:
    """In the same transaction as the look: nobody looks without the office hearing of it, also when all is over."""
    link = await store.link(work.scope, link_id)
    if link is not None:
        own = await offices.office(work.scope.tenant_id)
        seen = CitizenSeen(by=work.actor.name, reason=reason, seen_at=work.now)
        await store.post(work.scope, link, own.uid, seen)


async def hear(work: Work, link: Link, seen: CitizenSeen, peer: Office) -> None:
    """The other office's people looked: it stands in our case. A name goes to one office and never on from there."""
    own = await offices.office(work.scope.tenant_id)
    when = formats.date_time(seen.seen_at, own.timezone, language=_LANGUAGE)
    text = translate(_LANGUAGE, _SAID, who=seen.by, office=peer.name, when=when, reason=seen.reason)
    message = rules.peer_message(work.case, text, peer.name, work.now)
    await conversations.add_messages(work.scope, [message])
    told = CitizenLookedAt(case_id=work.case.id, at=work.now, link_id=link.id, message_id=message.id)
    work.apply((replace(work.case, unread=True), [told]))
