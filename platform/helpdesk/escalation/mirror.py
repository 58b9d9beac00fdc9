"""What a letter does when it arrives at an office."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.cases import erasing as case_erasing
from helpdesk.cases import rules as case_rules
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case, CaseKind, CaseState
from helpdesk.cases.numbers import new_number
from helpdesk.cases.opening import open_cases
from helpdesk.cases.work import Work, work_on
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Message
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import erasing, filings, moves, naming, post, rules, speaking, store
from helpdesk.escalation.agreeing import withdraw_all
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenWrote,
    CopySettled,
    Ended,
    Erased,
    Letter,
    Note,
    Offer,
    Progressed,
    Proposal,
    Received,
    RegisterNumber,
    Renumbered,
    SourceState,
    Told,
    Voice,
)
from helpdesk.escalation.model import AWAY, LIVING, Link, LinkState, Side
from helpdesk.events import HandoverChanged, PeerAnswered
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
    case, link = await _held(scope, letter.link)
    if link is None or case is None:
        if not isinstance(letter.content, Offer) or letter.seq != 1:
            return letter.after == 0, None  # its offer was given up there: this concerns nobody here
        case_id = await _open(scope, letter, letter.content)
        await post.note_taken(scope, letter)
        return True, case_id
    if letter.sender != link.peer_uid or letter.seq <= link.peer_seq:
        return True, link.case_id
    if not letter.comes_next(link.peer_seq):
        return False, None
    await _apply(scope, letter, case, replace(link, peer_seq=letter.seq))
    await post.note_taken(scope, letter)
    return True, link.case_id


async def _held(scope: Scope, link_id: UUID) -> tuple[Case | None, Link | None]:
    """The hand-over and its case, the case held first, as everywhere; a merge in between changes the case."""
    while True:
        case_id = await store.case_of_link(scope, link_id)
        case = await cases.load(scope, case_id) if case_id else None
        link = await store.link(scope, link_id)
        if link is None or link.case_id == case_id:
            return case, link


async def _open(scope: Scope, letter: Letter, offer: Offer) -> UUID:
    own, peer = await offices.office(scope.tenant_id), await peer_at(scope, letter.sender)
    again = await _again(scope, letter.sender, offer)
    if again is None:
        [(case, opened)] = await open_cases(scope, [_mirrored(scope, own, offer)])
    else:
        case, opened = again, None
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
        speaker=offer.speaker,
        with_files=True,
    )
    await store.add_link(scope, link, offer.package)
    await naming.keep(scope, link.id, offer.package.citizen, openly=offer.package.openly)
    link = await store.post(scope, link, own.uid, Received(number=case.number))
    async with work_on(scope, _peer(scope, peer), case) as work:
        if opened is not None:
            work.tell(opened)
        else:
            _take_up(work, link)
        package = offer.package
        await store.save_link(
            scope, await filings.hear(work, link, package.lapor_number, filing=package.filing)
        )
    return case.id


async def _again(scope: Scope, sender: UUID, offer: Offer) -> Case | None:
    """The case of an earlier hand-over of the same matter; none where there is none, or it is no case of its own."""
    case, before = await _held(scope, offer.again) if offer.again else (None, None)
    if before is None or case is None or (before.peer_uid, before.side) != (sender, Side.TARGET):
        return None
    gone, _ = await case_erasing.standing(scope, case.id)
    return None if case.spam or gone or case.duplicate_of is not None else case


def _take_up(work: Work, link: Link) -> None:
    """What was ended here is asked for anew, under its old number."""
    if work.case.state not in (*ENDED_STATES, CaseState.ANSWERED):
        work.apply((replace(work.case, unread=True), [_asked_again(work, link)]))
        return
    work.apply(case_rules.reopen(work.case, work.now))
    work.apply((replace(work.case, unread=True), [_asked_again(work, link)]))


def _asked_again(work: Work, link: Link) -> HandoverChanged:
    return HandoverChanged(case_id=work.case.id, at=work.now, link_id=link.id, state="again", side="target")


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
            case Progressed(state="reopened"):
                _tell_news(work, link, "reopened", Side.SOURCE)
            case Progressed(state=state):
                link = await _moved(work, link, LinkState(state))
            case Renumbered(number=number):
                link = replace(link, peer_number=number)
                _tell_news(work, link, "renumbered", link.side)
            case Voice(act=act):
                link = await speaking.hear_voice(work, link, act)
            case Proposal(text=text, of=of):
                message = await _hear_peer(work, link, text, peer)
                await speaking.keep(work, link, message.id, of, spoken=False)
            case Told():
                await speaking.hear_told(work, link, letter.content)
            case Erased(ground=ground) if link.side is Side.TARGET:
                link = await erasing.hear_erased(work, link, ground)
            case CopySettled(copy=copy, reason=reason):
                link = await erasing.hear_settled(work, link, copy, reason)
            case Ended(state=state, reason=reason):
                link = await _ended(work, link, LinkState(state), reason, peer)
            case SourceState(state=state):
                link = _hear_source(work, link, state)
            case CitizenWrote(text=text, files=files):
                await _bind(scope, letter, files, await _hear(work, text, letter, peer))
            case Answer(text=text, files=files, spoken=spoken, of=of):
                link = moves.spoken(link, ours=False, asks=False)
                message = await _hear_peer(work, link, text, peer)
                await _bind(scope, letter, files, message)
                if link.state in LIVING:
                    await speaking.keep(work, link, message.id, of, spoken=spoken and not link.speaks)
            case Note(text=text, asks=asks):
                link = moves.spoken(link, ours=False, asks=asks)
                await _hear_peer(work, link, text, peer)
            case RegisterNumber(number=number, filing=filing):
                link = await filings.hear(work, link, number, filing=filing)
            case CitizenNamed():
                await naming.hear(work, link, letter.content)
            case Offer() | Erased():
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
    unread = work.case.unread or (after.side is Side.SOURCE and after.state not in AWAY)
    work.apply((replace(moves.standing(work.case, links), unread=unread), [told]))
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
    """Closing there ends it between us; opening it again asks for our part again, unless it was over."""
    if state == "reopened" and link.state in LIVING and work.case.state is CaseState.ANSWERED:
        work.apply(case_rules.reopen(work.case, work.now))
    _tell_news(work, link, state, Side.TARGET)
    return moves.heard_from_source(link, state, work.now)


def _tell_news(work: Work, link: Link, state: str, side: Side) -> None:
    told = HandoverChanged(case_id=work.case.id, at=work.now, link_id=link.id, state=state, side=side.value)
    work.apply((replace(work.case, unread=True), [told]))


async def _hear(work: Work, text: str, letter: Letter, peer: Office) -> Message:
    message = rules.relayed_citizen_message(work.case, text, peer.name, letter.at, work.now)
    await conversations.add_messages(work.scope, [message])
    work.apply(rules.hear_again(work.case, message.id, work.now))
    return message


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
