"""How the citizen is named to the other office: the same words on both sides, and what their own word does to that."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, case_in_hand, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.consenting import service as consenting
from helpdesk.consenting import store as consents
from helpdesk.consenting.model import Purpose, Question, Subject
from helpdesk.consenting.service import Draft, Wish
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import reachable
from helpdesk.conversations import store as conversations
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import rules, store
from helpdesk.escalation.letter import CitizenNamed
from helpdesk.escalation.model import LIVING, Link, Side
from helpdesk.escalation.relations import relation_to, targets
from helpdesk.escalation.whom import Identity, Relation, identity_now
from helpdesk.facts.across import CitizenShown
from helpdesk.facts.citizens import ConsentAnswered
from kit.errors import Conflict, Invalid
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """How the citizen is named, and whether openly."""

    citizen: str
    openly: bool


async def as_agreed(scope: Scope, case: Case, relation: Relation) -> Relation:
    """The relation as it holds for this case, after what its citizen said about that office."""
    word = await consents.last_on_matter(scope, case.id, _seen_by(relation.peer_uid))
    return replace(relation, identity=identity_now(relation.identity, word.given if word else None))


async def named(scope: Scope, case: Case, relation: Relation) -> Named:
    """How the citizen is named by a relation `as_agreed`."""
    address = name = ""
    if case.conversation_id is not None:
        conversation = await conversations.load(scope, case.conversation_id)
        address = conversation.address if conversation and conversation.scheme != "portal" else ""
    if case.contact_id is not None and relation.identity is Identity.CLEAR:
        contact = await contacts.load(scope, case.contact_id)
        name = contact.name if contact else ""
        known = reachable(await contacts.identities_of(scope, case.contact_id))
        address = address or next((value for _, value in known), "")
    citizen = rules.named(case, name, address, relation)
    return Named(citizen=citizen, openly=relation.identity is Identity.CLEAR and bool(citizen))


async def keep(scope: Scope, link_id: UUID, citizen: str, *, openly: bool) -> None:
    """Note how the citizen is named on our side of a hand-over."""
    await scope.execute(
        "INSERT INTO link_citizen (tenant_id, link_id, citizen, named, changed_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id, link_id) DO UPDATE SET citizen = $3, named = $4, changed_at = $5",
        scope.tenant_id,
        link_id,
        citizen,
        openly,
        scope.now,
    )


async def kept(scope: Scope, link_id: UUID) -> Named:
    """How the citizen is named on our side of a hand-over."""
    row = await scope.fetchrow(
        "SELECT citizen, named FROM link_citizen WHERE tenant_id = $1 AND link_id = $2",
        scope.tenant_id,
        link_id,
    )
    return Named(citizen=row["citizen"], openly=row["named"]) if row else Named(citizen="", openly=False)


async def pass_on_consent(scope: Scope, kind: str, fact: bytes) -> None:
    """A subscriber: the citizen agreed that an office sees who they are, or does so no more; that office hears it.

    A yes goes to hand-overs that are under way; a no to all that have named the citizen, over or not. Both also reach
    the hand-overs of the case that theirs was merged into.
    """
    told = msgspec.json.decode(fact, type=ConsentAnswered)
    if told.purpose != Purpose.HANDOVER or told.office is None:
        return
    own, peer = await offices.office(scope.tenant_id), await peer_at(scope, told.office)
    relation = await relation_to(scope, peer)
    for case, link in await _about(scope, told.case_id):
        if link.side is not Side.SOURCE or link.peer_uid != told.office:
            continue
        now = await named(scope, case, await as_agreed(scope, case, relation))
        before = await kept(scope, link.id)
        goes = link.state in LIVING or (before.openly and not now.openly)
        if goes and now != before:
            await store.post(scope, link, own.uid, CitizenNamed(citizen=now.citizen, openly=now.openly))
            await keep(scope, link.id, now.citizen, openly=now.openly)


async def _about(scope: Scope, case_id: UUID) -> list[tuple[Case, Link]]:
    """The hand-overs that tell who the citizen of a case is, each with the case that it names the citizen of.

    What went into a surviving case names the citizen it was made with; the survivor's own are meant where it is the
    same citizen's.
    """
    chain = await cases.merged_into(scope, case_id)
    if not any([await store.has_links(scope, each) for each in chain]):
        return []
    held = await cases.load_many(scope, chain)
    case, found = held[case_id], []
    for at in (held[each] for each in chain):
        same = at.contact_id is not None and at.contact_id == case.contact_id
        for link in await store.links_of(scope, at.id):
            if case_id in (at.id, link.home_id):
                found.append((case, link))
            elif same:
                found.append((at, link))
    return found


async def hear(work: Work, link: Link, letter: CitizenNamed) -> None:
    """The office that asked names the citizen otherwise."""
    await keep(work.scope, link.id, letter.citizen, openly=letter.openly)
    told = CitizenShown(case_id=work.case.id, at=work.now, link_id=link.id, named=letter.openly)
    work.apply((replace(work.case, unread=True), [told]))


async def ask_citizen(
    actor: Actor, number: str, to: tuple[str, ...], book: AccountBook, *, version: int | None
) -> Question:
    """Ask the citizen whether these offices may see who they are.

    Raises `Invalid` for an office that cannot be asked, `Conflict` with `identity_never_travels` where the relation
    does not let it, `citizen_agreed` where nobody is left to ask about, and what `consenting.put` raises.
    """
    known = await targets(actor)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        return await consenting.put(work, await _wish(work.scope, known, work.case, to), book)


async def offices_to_ask(actor: Actor) -> list[Office]:
    """The offices that may see who a citizen is once the citizen agrees."""
    known = await targets(actor)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = [(peer, (await relation_to(scope, peer)).identity) for peer in known]
    return [peer for peer, identity in found if identity is Identity.CONSENTED]


async def question_to(actor: Actor, number: str, to: tuple[str, ...], book: AccountBook) -> Draft:
    """The question as it would go out now, or why it may not; raises as `ask_citizen`, and changes nothing."""
    require(actor, Permission.ESCALATE)
    known = await targets(actor)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        return await consenting.drafted(scope, case, await _wish(scope, known, case, to), book)


async def _wish(scope: Scope, offered: Sequence[Office], case: Case, to: tuple[str, ...]) -> Wish:
    known = {each.slug: each for each in offered}
    peers = [known[slug] for slug in dict.fromkeys(to) if slug in known]
    if not peers or len(peers) < len(set(to)):
        raise Invalid("invalid", fields={"to": "unknown"})
    relations = [await relation_to(scope, peer) for peer in peers]
    if any(each.identity is not Identity.CONSENTED for each in relations):
        raise Conflict("identity_never_travels")
    words = {peer.uid: await consents.last_word(scope, case.id, _seen_by(peer.uid)) for peer in peers}
    left = {peer.uid: peer.name for peer in peers if not ((word := words[peer.uid]) and word.given)}
    if not left:
        raise Conflict("citizen_agreed")
    return Wish(purpose=Purpose.HANDOVER, offices=left)


def _seen_by(peer_uid: UUID) -> Subject:
    return Subject(purpose=Purpose.HANDOVER, office=peer_uid)
