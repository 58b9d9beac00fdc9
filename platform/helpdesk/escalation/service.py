"""Hand a case over to another office, and keep both sides in step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, case_in_hand, work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import agreeing, carriage, filings, moves, naming, rules, store
from helpdesk.escalation.letter import Offer, Package
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.escalation.relations import relation_to, targets, uids_above
from helpdesk.escalation.whom import Relation, usual, what_leaves
from helpdesk.events import CaseEscalated, HandoverStuck
from helpdesk.notifications.service import tell_citizen
from helpdesk.texts.to_citizens import HANDED_OVER
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Kin, Office
from tenants.offices.store import unit_name
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require

REASON_CHARACTERS = 2000
_chance = SystemRandom()
"""Letters that failed together are not tried together again."""


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """What the officer picked of it."""

    left_out: frozenset[UUID] = frozenset()
    """Messages that stay at home."""
    files: frozenset[UUID] = frozenset()
    """Files that go along; none goes unpicked."""
    speaker: Side = Side.SOURCE
    """Whose desk speaks with the citizen from now on."""
    later_files: bool = True
    """Files of the citizen's later messages go along, as far as the relation lets their kind."""
    shown: str = ""
    """What the officer saw of the rules (`whom.what_leaves`); empty compares nothing but the offices."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What would travel to an office."""

    package: Package
    message_ids: tuple[UUID, ...]
    """Of the extracts, in their order."""
    files: tuple[Attachment, ...]
    """Those of their files that may go along, if the officer picks them."""
    relation: Relation
    again: str
    """The number of the case that is opened again there; empty for a new one."""


async def preview(
    actor: Actor, number: str, to_slug: str = "", *, left_out: frozenset[UUID] = frozenset()
) -> Look:
    """Exactly what the other office would see; changes nothing and holds nothing. Without a name: the first office.

    Raises `Forbidden`, and `Missing` (no such case, or none of the actor's units').
    """
    require(actor, Permission.ESCALATE)
    known = await targets(actor)
    peer = next((each for each in known if each.slug == to_slug), known[0] if known else None)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        own = await offices.office(actor.tenant_id)
        relation = await relation_to(scope, peer) if peer else usual(own.uid, Kin.OTHER)
        before = await _before(scope, case, peer) if peer else None
        return await _look(scope, case, relation, Picked(left_out=left_out), before)


async def escalate(
    actor: Actor,
    number: str,
    to_slug: str,
    reason: str,
    book: AccountBook,
    *,
    version: int | None,
    left_out: frozenset[UUID] = frozenset(),
    files: frozenset[UUID] = frozenset(),
    speaker: Side = Side.SOURCE,
    later_files: bool = True,
    shown: str = "",
) -> Link:
    """Offer a case to another office; its linked case opens there with a number and clocks of its own.

    `left_out` are messages that stay at home, `files` those that go along.
    Raises `Invalid` for an unknown office or a missing reason, `Conflict` when it is handed over already.
    """
    picked = Picked(left_out=left_out, files=files, speaker=speaker, later_files=later_files, shown=shown)
    [link] = await escalate_to_all(actor, number, [to_slug], reason, book, version=version, picked=picked)
    return link


async def escalate_to_all(
    actor: Actor,
    number: str,
    to: Sequence[str],
    reason: str,
    book: AccountBook,
    *,
    version: int | None,
    picked: Picked = Picked(),  # noqa: B008 - frozen
) -> list[Link]:
    """Offer a case to several offices at once, each of which works on its own part; to all of them or to none.

    Raises `Invalid` (`to`: `look_again`) when something else would leave us than was shown, or not the same for all.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    known = {each.slug: each for each in await targets(actor)}
    peers = [known[slug] for slug in dict.fromkeys(to) if slug in known]
    if not peers or len(peers) < len(set(to)):
        raise Invalid("invalid", fields={"to": "unknown"})
    if len(peers) > 1 and picked.speaker is Side.TARGET:
        raise Invalid("invalid", fields={"speaker": "several_offices"})
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        links = []
        for peer in peers:
            link, leaves = await _offer(work, peer, reason, picked)
            picked = replace(picked, shown=leaves)  # all of them are sent what the first one is
            links.append(link)
        names = ", ".join(peer.name for peer in peers)
        await tell_citizen(work, HANDED_OVER, book, news=True, office=names)
    return links


async def offer(work: Work, peer: Office, reason: str, picked: Picked) -> Link:
    """The same for one office and a case in hand. One that had it until it was closed opens its own case again."""
    link, _ = await _offer(work, peer, reason, picked)
    return link


async def _offer(work: Work, peer: Office, reason: str, picked: Picked) -> tuple[Link, str]:
    """The hand-over, and what of the case left us for it; raises `Invalid` when something else was shown."""
    own = await offices.office(work.scope.tenant_id)
    above = await uids_above(work.scope)
    known = await store.links_of(work.scope, work.case.id)
    rules.may_offer(work.case, known, peer.uid, above)
    relation = await relation_to(work.scope, peer)
    agree_by = await agreeing.agreed_time(work.scope, work.case, relation, work.now)
    link = _new_link(work, peer, reason, agree_by, relation)
    link = replace(
        link,
        chain=moves.chain_of(known, own.uid),
        speaker=picked.speaker,
        with_files=picked.later_files and bool(relation.files),
    )
    if picked.speaker is Side.TARGET and moves.living(known, Side.SOURCE):
        raise Invalid("invalid", fields={"speaker": "several_offices"})
    before = await _before(work.scope, work.case, peer)
    look = await _look(work.scope, work.case, relation, picked, before)
    link = replace(link, told_files=look.package.filing)
    leaves = what_leaves(look.relation)
    if picked.shown not in ("", leaves):
        raise Invalid("invalid", fields={"to": "look_again"})
    await store.add_link(work.scope, link, look.package)
    await naming.keep(work.scope, link.id, look.package.citizen, openly=look.package.openly)
    offer = Offer(
        package=look.package,
        reason=reason,
        agree_by=agree_by,
        chain=link.chain,
        speaker=link.speaker,
        again=before.id if before else None,
    )
    work.apply((moves.standing(work.case, [*known, link]), []))
    told = CaseEscalated(
        case_id=work.case.id,
        at=work.now,
        link_id=link.id,
        to_tenant=peer.uid,
        due_at=agree_by if relation.agree_hours else None,
    )
    work.tell(told)
    return await store.post(work.scope, link, own.uid, offer), leaves


def _new_link(work: Work, peer: Office, reason: str, agree_by: datetime | None, relation: Relation) -> Link:
    return Link(
        id=uuid7(),
        case_id=work.case.id,
        side=Side.SOURCE,
        peer_uid=peer.uid,
        state=LinkState.OFFERED,
        reason=reason,
        created_at=work.now,
        changed_at=work.now,
        agree_by=agree_by,
        due_at=agreeing.end_of_offer(agree_by, relation),
    )


async def _before(scope: Scope, case: Case, peer: Office) -> Link | None:
    """The hand-over to that office that ended when the matter was closed: its case there is opened again."""
    links = await store.links_of(scope, case.id, hold=False)
    asked = [each for each in links if each.side is Side.SOURCE and each.peer_uid == peer.uid]
    return asked[-1] if asked and asked[-1].state is LinkState.CLOSED else None


async def _look(scope: Scope, case: Case, relation: Relation, picked: Picked, before: Link | None) -> Look:
    relation = await naming.as_agreed(scope, case, relation)
    messages = await conversations.messages_of(scope, case.id)
    unknown = [each for each in messages if before is None or each.at > before.changed_at]
    said = rules.travelling(case, unknown, relation, picked.left_out)
    may_go = rules.may_go_along(await attachments.of_case(scope, case.id), said, relation)
    going = [file for file in may_go if file.id in picked.files]
    facility = await unit_name(scope, case.facility_id)
    citizen = (await naming.named(scope, case, relation)).citizen
    package = rules.package(case, facility, citizen, said, relation, going)
    filing = await filings.is_filing(scope, case, await store.links_of(scope, case.id, hold=False))
    return Look(
        package=replace(package, filing=filing),
        message_ids=tuple(message.id for message in said),
        files=tuple(may_go),
        relation=relation,
        again=before.peer_number if before else "",
    )


async def write_to_peer(
    actor: Actor, number: str, text: str, *, version: int | None, asks: bool = False, to_slug: str = ""
) -> UUID:
    """A word to the other desk; no citizen sees it. `asks` expects an answer and says whose turn it is.

    `to_slug` names one of several offices; without it all read it. Raises `Conflict` when there is none.
    """
    text = cleaned(text, "text", REASON_CHARACTERS)
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        living = _living(await store.links_of(work.scope, work.case.id))
        living = await agreeing.with_office(work.scope, living, to_slug)
        if not living:
            raise Conflict("not_handed_over")
        for link in living:
            spoken, note = moves.word(link, text, asks=asks)
            await store.post(work.scope, spoken, own.uid, note)
        said = rules.peer_message(work.case, text, actor.name, work.now, own=True)
        await conversations.add_messages(work.scope, [said])
    return said.id


def _living(links: Sequence[Link]) -> list[Link]:
    return [link for link in links if link.state in LIVING]


async def links(tenant_id: int, case_id: UUID) -> list[Link]:
    """The hand-overs of a case, for showing them; holds nothing."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await store.links_of(scope, case_id, hold=False)


async def not_carried(
    tenant_id: int,
    letter_id: UUID,
    tries: int,
    code: str,
    *,
    for_good: bool = False,
    rest: timedelta | None = None,
) -> None:
    """A letter did not arrive: it rests longer each time; after about three days its case's desk is told.

    `for_good`: it would never arrive, so the desk is told at once. `rest`: the other side asked for so much at least.
    """
    wait = None if for_good else rules.wait_after(tries, spread=_chance.uniform(0.8, 1.2), rest=rest)
    async with tenant_scope(tenant_id) as scope:
        link_id = await store.link_of_letter(scope, letter_id)
        case_id = await store.case_of_link(scope, link_id)
        case = await cases.load(scope, case_id) if case_id and wait is None else None
        marked = await carriage.undelivered(scope, letter_id, tries, code, wait)
        if case is not None and marked:
            async with work_on(scope, system(tenant_id), case) as work:
                stuck = HandoverStuck(case_id=case.id, at=work.now, link_id=link_id, code=code)
                work.apply((replace(case, unread=True), [stuck]))


async def retry_letters(actor: Actor, number: str) -> None:
    """Try the case's letters that wait for a person anew; raises `Conflict` when none does."""
    async with working(actor, number, Permission.ESCALATE) as work:
        if not await store.revive(work.scope, work.case.id):
            raise Conflict("no_letter_waits")
