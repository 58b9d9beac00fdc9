"""Hand a case over to another office, and keep both sides in step."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.cases.service import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.conversations import store as conversations
from helpdesk.escalation import rules, store
from helpdesk.escalation.letter import Note, Offer, Package
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.events import CaseEscalated
from helpdesk.notifications import texts
from helpdesk.notifications.service import tell_citizen
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.offices.store import unit_name
from tenants.permissions.model import Actor, Permission

REASON_CHARACTERS = 2000


async def targets(actor: Actor) -> list[Office]:
    """The offices this one may hand cases to: those above it."""
    return await offices.offices_above(actor.tenant_id)


async def preview(actor: Actor, number: str) -> Package:
    """Exactly what the other office would see; changes nothing."""
    async with working(actor, number, Permission.ESCALATE) as work:
        return await _package(work.scope, work.case)


async def escalate(
    actor: Actor,
    number: str,
    to_slug: str,
    reason: str,
    book: AccountBook,
    *,
    version: int | None,
) -> Link:
    """Offer a case to an office above; its linked case opens there with a number and clocks of its own.

    Raises `Invalid` for an unknown office or a missing reason, `Conflict` when it is handed over already.
    """
    reason = reason.replace("\x00", "").strip()
    if not reason or len(reason) > REASON_CHARACTERS:
        raise Invalid("invalid", fields={"reason": "required" if not reason else "too_long"})
    peer = next((each for each in await targets(actor) if each.slug == to_slug), None)
    if peer is None:
        raise Invalid("invalid", fields={"to": "unknown"})
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        rules.may_offer(work.case, await store.links_of(work.scope, work.case.id), peer.uid)
        link = _new_link(work, peer, reason)
        await store.add_link(work.scope, link)
        offer = Offer(package=await _package(work.scope, work.case), reason=reason)
        link = await store.post(work.scope, link, own.uid, offer)
        escalated = replace(work.case, escalated=True)
        work.apply(
            (
                escalated,
                [CaseEscalated(case_id=work.case.id, at=work.now, link_id=link.id, to_tenant=peer.uid)],
            )
        )
        await tell_citizen(work, texts.HANDED_OVER, book, office=peer.name)
    return link


def _new_link(work: Work, peer: Office, reason: str) -> Link:
    return Link(
        id=uuid7(),
        case_id=work.case.id,
        side=Side.SOURCE,
        peer_uid=peer.uid,
        state=LinkState.OFFERED,
        reason=reason,
        created_at=work.now,
        changed_at=work.now,
    )


async def _package(scope: Scope, case: Case) -> Package:
    address = ""
    if case.conversation_id is not None:
        conversation = await conversations.load(scope, case.conversation_id)
        address = conversation.address if conversation and conversation.scheme != "portal" else ""
    messages = await conversations.messages_of(scope, case.id)
    return rules.package(case, await unit_name(scope, case.facility_id), address, messages)


async def write_to_peer(actor: Actor, number: str, text: str, *, version: int | None) -> None:
    """A word to the other desk; no citizen sees it. Raises `Conflict` when there is no living hand-over."""
    text = text.replace("\x00", "").strip()
    if not text or len(text) > REASON_CHARACTERS:
        raise Invalid("invalid", fields={"text": "required" if not text else "too_long"})
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.NOTE, version=version) as work:
        living = _living(await store.links_of(work.scope, work.case.id))
        if not living:
            raise Conflict("not_handed_over")
        for link in living:
            await store.post(work.scope, link, own.uid, Note(text=text))
        await conversations.add_messages(
            work.scope, [rules.peer_message(work.case, text, actor.name, work.now, own=True)]
        )


def _living(links: Sequence[Link]) -> list[Link]:
    return [link for link in links if link.state in LIVING]


async def links(tenant_id: int, case_id: UUID) -> list[Link]:
    """The hand-overs of a case, for showing them."""
    async with tenant_scope(tenant_id) as scope:
        return await store.links_of(scope, case_id)
