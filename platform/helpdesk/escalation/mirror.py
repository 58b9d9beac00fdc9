"""What a letter does when it arrives at an office."""

from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import ENDED_STATES, Case, CaseState
from helpdesk.cases.work import Work, work_on
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Message
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import (
    dismissing,
    erasing,
    filings,
    holders,
    looks,
    moves,
    naming,
    opening,
    post,
    rules,
    speaking,
    store,
    whose_word,
)
from helpdesk.escalation.agreeing import withdraw_all
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenSeen,
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
    SetAside,
    SourceState,
    Told,
    Voice,
    WithWhom,
)
from helpdesk.escalation.model import AWAY, LIVING, Link, LinkState, Side
from helpdesk.events import HandoverChanged, PeerAnswered
from tenants.doors import Scope
from tenants.offices.model import Office


class Taken(NamedTuple):
    """What became of a letter."""

    settled: bool = True
    """False when an earlier letter of the hand-over is still missing: ask again later."""
    unknown: bool = False
    """Not even the hand-over is known here; an offer that never comes is not waited for without end."""
    case_id: UUID | None = None
    refused: str = ""
    """Why it changed nothing: it was not for that office to say."""


async def take_letter(scope: Scope, letter: Letter) -> Taken:
    """Let a letter take effect, and answer the case it belongs to.

    A letter that came before, or that its writer may not say (`whose_word`), changes nothing.
    """
    case, link = await opening.held(scope, letter.link)
    if link is None or case is None:
        if await post.was_refused(scope, letter.link):
            return Taken()  # a person dismissed its offer: what follows it concerns nobody here
        if not isinstance(letter.content, Offer) or letter.seq != 1:
            return Taken(settled=letter.after == 0, unknown=True)  # 0: its offer was given up there, for good
        case_id = await opening.open_case(scope, letter, letter.content)
        await post.note_taken(scope, letter)
        return Taken(case_id=case_id)
    if letter.sender != link.peer_uid:
        return Taken(refused=whose_word.FOREIGN)
    if letter.seq <= link.peer_seq:
        return Taken(case_id=link.case_id)
    if not letter.comes_next(link.peer_seq):
        return Taken(settled=False)
    refused = whose_word.why_not(link, letter.content)
    link = replace(link, peer_seq=letter.seq)
    if refused:
        await store.save_link(scope, link)
    else:
        await _apply(scope, letter, case, link)
    await post.note_taken(scope, letter, refused=refused)
    return Taken(case_id=link.case_id, refused=refused)


async def _apply(scope: Scope, letter: Letter, case: Case, link: Link) -> None:
    peer = await peer_at(scope, letter.sender)
    async with work_on(scope, opening.as_peer(scope, peer), case) as work:
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
            case Proposal(text=text, of=of, files=files):
                message = await _hear_peer(work, link, text, peer)
                await opening.bind(scope, letter, files, message)
                await speaking.keep(work, link, message.id, of, spoken=False)
            case Told():
                await speaking.hear_told(work, link, letter.content)
            case Erased(ground=ground):
                link = await erasing.hear_erased(work, link, ground)
            case CopySettled(copy=copy, reason=reason):
                link = await erasing.hear_settled(work, link, copy, reason)
            case Ended(state=state, reason=reason):
                link = await _ended(work, link, LinkState(state), reason, peer)
            case SourceState(state=state):
                link = _hear_source(work, link, state)
            case WithWhom(office=office) if link.state in LIVING:
                link = holders.hear(work, link, office)
            case CitizenWrote(text=text, files=files):
                await opening.bind(scope, letter, files, await _hear(work, text, letter, peer))
            case Answer(text=text, files=files, spoken=spoken, of=of, answers=answers):
                link = moves.told(link, question=0, answers=answers)
                message = await _hear_peer(work, link, text, peer)
                await opening.bind(scope, letter, files, message)
                if link.state in LIVING:
                    await speaking.keep(work, link, message.id, of, spoken=spoken and not link.speaks)
            case Note(text=text, asks=asks, number=number, answers=answers):
                link = moves.told(link, question=(number or letter.seq) if asks else 0, answers=answers)
                await _hear_peer(work, link, text, peer)
            case RegisterNumber(number=number, filing=filing):
                link = await filings.hear(work, link, number, filing=filing)
            case CitizenNamed():
                await naming.hear(work, link, letter.content)
            case CitizenSeen():
                await looks.hear(work, link, letter.content, peer)
            case SetAside():
                await dismissing.hear(work, link, letter.content, peer)
            case Offer() | WithWhom():
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
    """The other desk ended it: its reason is read here; what it had asked of us ends, and what we asked further.

    A case that is also our own citizen's, or that another office asks for as well, goes on.
    """
    after = await _moved(work, link, state, reason)
    if after.state is not state or link.state is state:
        return after
    if reason:
        said = rules.peer_message(work.case, reason, peer.name, work.now)
        await conversations.add_messages(work.scope, [said])
    others = moves.living(await store.links_of(work.scope, work.case.id), Side.TARGET)
    if link.side is Side.TARGET and work.case.mirrored and all(each.id == link.id for each in others):
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
