"""What a letter does when it arrives at an office."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.cases import rules as case_rules
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case, CaseKind, CaseState
from helpdesk.cases.numbers import new_number
from helpdesk.cases.opening import open_cases
from helpdesk.cases.work import Work, work_on
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Message
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import moves, rules, store
from helpdesk.escalation.agreeing import withdraw_all
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenWrote,
    Ended,
    Letter,
    Note,
    Offer,
    Progressed,
    Received,
    RegisterNumber,
    SourceState,
)
from helpdesk.escalation.model import AWAY, Link, LinkState, Side
from helpdesk.events import HandoverChanged, PeerAnswered, RegisterNumberKnown
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind


async def take_letter(scope: Scope, letter: Letter) -> tuple[bool, UUID | None]:
    """Let a letter take effect, and answer the case it belongs to.

    The first answer is false when an earlier letter of the link is still missing: ask again later.
    A letter that came before, or from an office that is not the link's other side, changes nothing.
    """
    case_id = await store.case_of_link(scope, letter.link)
    case = await cases.load(scope, case_id) if case_id else None  # before its link, as everywhere
    link = await store.link(scope, letter.link)
    if link is None or case is None:
        if not isinstance(letter.content, Offer) or letter.seq != 1:
            return letter.after == 0, None  # its offer was given up there: this concerns nobody here
        case_id = await _open(scope, letter, letter.content)
        await store.note_taken(scope, letter)
        return True, case_id
    if letter.sender != link.peer_uid or letter.seq <= link.peer_seq:
        return True, link.case_id
    if not letter.comes_next(link.peer_seq):
        return False, None
    await _apply(scope, letter, case, replace(link, peer_seq=letter.seq))
    await store.note_taken(scope, letter)
    return True, link.case_id


async def _open(scope: Scope, letter: Letter, offer: Offer) -> UUID:
    own, peer = await offices.office(scope.tenant_id), await peer_at(scope, letter.sender)
    [(case, opened)] = await open_cases(scope, [_mirrored(scope, own, offer)])
    extracts = [
        rules.relayed_message(case, extract, peer.name, scope.now) for extract in offer.package.extracts
    ]
    await conversations.add_messages(scope, extracts)
    for extract, message in zip(offer.package.extracts, extracts, strict=True):
        await _bind(scope, letter, extract.files, message)
    link = Link(
        id=letter.link,
        case_id=case.id,
        side=Side.TARGET,
        peer_uid=letter.sender,
        peer_number=offer.package.number,
        state=LinkState.OFFERED,
        reason=offer.reason,
        peer_seq=letter.seq,
        created_at=scope.now,
        changed_at=scope.now,
        agree_by=offer.agree_by,
        chain=offer.chain,
    )
    await store.add_link(scope, link)
    await store.post(scope, link, own.uid, Received(number=case.number))
    async with work_on(scope, _peer(scope, peer), case) as work:
        work.tell(opened)
    return case.id


def _mirrored(scope: Scope, own: Office, offer: Offer) -> Case:
    package = offer.package
    spoken = [extract.text for extract in package.extracts if extract.who == "citizen"]
    return Case(
        id=uuid7(),
        number=new_number(own.code),
        kind=CaseKind(package.kind),
        state=CaseState.RECEIVED,
        title=package.title,
        summary=(spoken[0] if spoken else package.title)[:500],
        channel="relay",
        anonymous=package.anonymous,
        confidential=package.confidential,
        mirrored=True,
        opened_at=scope.now,
        last_message_at=scope.now,
    )


def _peer(scope: Scope, peer: Office) -> Actor:
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.PEER, name=peer.name)


async def _apply(scope: Scope, letter: Letter, case: Case, link: Link) -> None:
    peer = await peer_at(scope, letter.sender)
    async with work_on(scope, _peer(scope, peer), case) as work:
        match letter.content:
            case Received(number=number):
                link = replace(link, peer_number=number)
            case Accepted(number=number):
                link = await _moved(work, replace(link, peer_number=number), LinkState.ACCEPTED)
            case Progressed(state=state):
                link = await _moved(work, link, LinkState(state))
            case Ended(state=state, reason=reason):
                link = await _ended(work, link, LinkState(state), reason, peer)
            case SourceState(state=state):
                link = _hear_source(work, link, state)
            case CitizenWrote(text=text):
                await _hear(work, text, letter, peer)
            case Answer(text=text, files=files):
                link = moves.spoken(link, ours=False, asks=False)
                await _bind(scope, letter, files, await _hear_peer(work, link, text, peer))
            case Note(text=text, asks=asks):
                link = moves.spoken(link, ours=False, asks=asks)
                await _hear_peer(work, link, text, peer)
            case RegisterNumber(number=number):
                _take_number(work, number)
            case Offer():
                pass
    await store.save_link(scope, link)


async def _moved(work: Work, link: Link, state: LinkState, said: str = "") -> Link:
    after = moves.heard(link, state, work.now, said)
    if after.state is link.state:
        return after
    links = moves.after(await store.links_of(work.scope, work.case.id), after)
    told = HandoverChanged(
        case_id=work.case.id,
        at=work.now,
        link_id=link.id,
        state=after.state.value,
        side=link.side.value,
        waits=moves.still_waits(links, link.id),
    )
    away = moves.is_away(links)
    unread = work.case.unread or (after.side is Side.SOURCE and after.state not in AWAY)
    work.apply((replace(work.case, escalated=away, unread=unread), [told]))
    return after


async def _ended(work: Work, link: Link, state: LinkState, reason: str, peer: Office) -> Link:
    """The other desk ended it: its reason is read here; what it had asked of us ends, and what we asked further."""
    after = await _moved(work, link, state, reason)
    if after.state is not state or link.state is state:
        return after
    if reason:
        said = rules.peer_message(work.case, reason, peer.name, work.now)
        await conversations.add_messages(work.scope, [said])
    if link.side is Side.TARGET:
        await withdraw_all(work, reason)
        if work.case.state not in ENDED_STATES:
            work.apply(case_rules.reject(work.case, work.now))
    work.apply((replace(work.case, unread=True), []))
    return after


def _hear_source(work: Work, link: Link, state: str) -> Link:
    told = HandoverChanged(case_id=work.case.id, at=work.now, link_id=link.id, state=state, side="target")
    work.apply((replace(work.case, unread=True), [told]))
    return rules.heard_from_source(link, state, work.now)


async def _hear(work: Work, text: str, letter: Letter, peer: Office) -> None:
    message = rules.relayed_citizen_message(work.case, text, peer.name, letter.at, work.now)
    await conversations.add_messages(work.scope, [message])
    work.apply(rules.hear_again(work.case, message.id, work.now))


async def _hear_peer(work: Work, link: Link, text: str, peer: Office) -> Message:
    message = rules.peer_message(work.case, text, peer.name, work.now)
    await conversations.add_messages(work.scope, [message])
    told = PeerAnswered(case_id=work.case.id, at=work.now, link_id=link.id, message_id=message.id)
    work.apply((replace(work.case, unread=True, last_message_at=work.now), [told]))
    return message


async def _bind(scope: Scope, letter: Letter, files: Sequence[UUID], message: Message) -> None:
    """The copies of these files belong to the message now."""
    copies = [each.id for each in letter.enclosed if each.of in files]
    await attachments.bind(scope, copies, message.case_id, message.id)


def _take_number(work: Work, number: str) -> None:
    if work.case.lapor_number != number:
        told = RegisterNumberKnown(case_id=work.case.id, at=work.now, number=number)
        work.apply((replace(work.case, lapor_number=number), [told]))
