"""One desk speaks with the citizen, the other proposes: handing that on, proposing, and saying what was proposed."""

from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.attachments.forgetting import discard
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.work import Work, work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import MediaRef
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import moves, proposals, rules, store, voices
from helpdesk.escalation.agreeing import with_office
from helpdesk.escalation.letter import Proposal as ProposalLetter
from helpdesk.escalation.letter import Told, Voice
from helpdesk.escalation.model import LIVING, Link, Side
from helpdesk.escalation.proposals import Proposal
from helpdesk.events import PeerAnswered, ProposalSaid, VoiceChanged
from helpdesk.replies import service as replies
from helpdesk.replies.copies import copied, rows_of
from helpdesk.replies.model import Answer
from helpdesk.unit_links import store as unit_answers
from kit.errors import Conflict, Missing, Refusal
from kit.files import FileStore
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.outbox.dispatcher import Subscriber
from tenants.permissions.model import Actor, ActorKind, Permission
from ui.i18n import N_, translate

MOST_CHARACTERS = 4000
_FROM = N_("Dari %(office)s:")
_DONE = {voices.OFFER: "offered", voices.ASK: "asked", voices.GIVE: "given", voices.KEEP: "declined"}


async def wish(actor: Actor, number: str, *, version: int | None, to_slug: str = "") -> Case:
    """Our desk would let the other one speak with the citizen, or would speak itself; that one agrees or declines.

    Who asked several offices keeps speaking itself (`several_offices`).
    """
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        link = await _one(work, to_slug)
        if link.side is Side.SOURCE and link.speaks:
            await _must_be_alone(work)
        await _say(work, *voices.wished(link))
    return work.case


async def settle(actor: Actor, number: str, *, agrees: bool, version: int | None, to_slug: str = "") -> Case:
    """Our desk says yes or no to what the other one asked."""
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        link = await _one(work, to_slug)
        if agrees and link.side is Side.SOURCE and link.speaks:
            await _must_be_alone(work)
        await _say(work, *(voices.agreed(link) if agrees else voices.declined(link)))
    return work.case


async def hear_voice(work: Work, link: Link, act: str) -> Link:
    """The other side's word about who speaks."""
    after, answer = voices.heard(link, act)
    told = _told(link, after, act)
    if told:
        work.tell(_changed(work, link, told, ours=False))
    if answer:
        own = await offices.office(work.scope.tenant_id)
        after = await store.post(work.scope, after, own.uid, Voice(act=answer))
        work.tell(_changed(work, link, _DONE[answer], ours=True))
    await _stands(work, after)
    return after


def _told(link: Link, after: Link, act: str) -> str:
    """What the other side's word did here; empty where it did nothing."""
    if after.speaks and not link.speaks:
        return "taken"
    if act == voices.GIVE:  # unasked: our desk has to say yes
        return "offered" if after != link else ""
    return _DONE.get(act, "") if link.state in LIVING else ""


async def propose(actor: Actor, number: str, text: str, *, version: int | None) -> Case:
    """Propose an answer to the office that speaks with our citizen; its desk says it, as it is or changed.

    Raises `Conflict` (`we_speak`) where nobody speaks for us.
    """
    text = cleaned(text, "text", MOST_CHARACTERS)
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        link = moves.speaks_for_us(await store.links_of(work.scope, work.case.id))
        if link is None:
            raise Conflict("we_speak")
        said = rules.peer_message(work.case, text, actor.name, work.now, own=True)
        await conversations.add_messages(work.scope, [said])
        await store.post(work.scope, link, own.uid, ProposalLetter(text=text, of=said.id))
    return work.case


async def keep(work: Work, link: Link, message_id: UUID, of: UUID | None, *, spoken: bool) -> None:
    """Another desk's answer or proposal waits to be said; `spoken` does not wait for ours."""
    proposal = Proposal(
        id=message_id, case_id=work.case.id, link_id=link.id, message_id=message_id, of_id=of, spoken=spoken
    )
    await proposals.add(work.scope, proposal)


async def say(
    actor: Actor,
    number: str,
    proposal_id: UUID,
    text: str | None,
    book: AccountBook,
    files: FileStore,
    *,
    version: int | None,
    with_files: bool = True,
) -> None:
    """Tell the citizen what another desk proposed, as it is or as our desk put it; the other side hears which.

    Raises what `replies.answer` raises, `Missing`, and `Conflict`: `answer_released` when the citizen has it,
    `files_unchecked` when a file of it cannot be handed out yet.
    """
    copies = await _copies(actor, number, proposal_id, files) if with_files else ()
    done = False
    try:
        async with working(actor, number, Permission.REPLY, version=version) as work:
            waiting = await _waiting(work.scope, work.case.id, proposal_id)
            written = await conversations.message(work.scope, waiting.message_id)
            plain = written.text if written else ""
            words = plain if text is None else text
            bound = await rows_of(work.scope, copies)
            given = Answer(text=cleaned(words, "text", MOST_CHARACTERS, needed=not bound), files=bound)
            await _say_in(work, waiting, given, book, changed=given.text != plain.strip())
        done = True
    finally:
        if not done:
            await discard(actor.tenant_id, copies, files)


def say_for_peer(book: AccountBook) -> Subscriber:
    """The office that speaks has answered: the citizen is told at once, in its name.

    What cannot be said now (files, too long for a template, the case has ended) waits for our desk.
    """

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=PeerAnswered)
        case = await cases.load(scope, told.case_id)
        waiting = await proposals.of_message(scope, told.message_id)
        written = await conversations.message(scope, told.message_id)
        if waiting is None or not waiting.spoken or not waiting.waits or written is None:
            return
        rows = await attachments.of_case(scope, case.id)
        if (
            not written.text
            or case.state in ENDED_STATES
            or any(each.message_id == written.id for each in rows)
        ):
            return
        language = await replies.language_of(scope, case, await replies.way_to_citizen(scope, case, book))
        above = translate(language, _FROM, office=written.author_name)
        text = written.text if case.mirrored else f"{above}\n{written.text}"
        peer = Actor(tenant_id=scope.tenant_id, kind=ActorKind.PEER, name=written.author_name)
        try:
            async with work_on(scope, peer, case) as work:
                await _say_in(work, waiting, Answer(text=text), book, changed=False)
        except Refusal:  # of what cannot be said now nothing was written
            return

    return subscriber


async def hear_told(work: Work, link: Link, told: Told) -> None:
    """What we proposed was said to the citizen; where a unit had answered it, the citizen has the unit's answer."""
    await unit_answers.was_said(work.scope, told.of)
    work.tell(
        ProposalSaid(
            case_id=work.case.id, at=work.now, link_id=link.id, message_id=told.of, changed=told.changed
        )
    )


async def _say_in(work: Work, waiting: Proposal, given: Answer, book: AccountBook, *, changed: bool) -> None:
    given = msgspec.structs.replace(given, as_template=True, passed_on=waiting.spoken)
    said_id = await replies.answer(work, given, book)
    await proposals.settle(work.scope, waiting.id, said_id)
    link = await store.link(work.scope, waiting.link_id)
    if link is not None and waiting.of_id is not None:
        own = await offices.office(work.scope.tenant_id)
        await store.post(work.scope, link, own.uid, Told(of=waiting.of_id, changed=changed))


async def _waiting(scope: Scope, case_id: UUID, proposal_id: UUID) -> Proposal:
    found = await proposals.proposal(scope, proposal_id)
    if found is None or found.case_id != case_id:
        raise Missing("answer_missing")
    if not found.waits:
        raise Conflict("answer_released")
    return found


async def _copies(actor: Actor, number: str, proposal_id: UUID, files: FileStore) -> tuple[MediaRef, ...]:
    async with working(actor, number, Permission.REPLY) as work:
        waiting = await _waiting(work.scope, work.case.id, proposal_id)
    return await copied(actor.tenant_id, work.case.id, waiting.message_id, files)


async def _one(work: Work, to_slug: str) -> Link:
    """The hand-over that is meant: the one with that office, else the latest that lives."""
    links = await store.links_of(work.scope, work.case.id)
    living = [*moves.living(links, Side.TARGET), *moves.living(links, Side.SOURCE)]
    living = await with_office(work.scope, living, to_slug)
    if not living:
        raise Conflict("not_handed_over")
    return living[-1]


async def _must_be_alone(work: Work) -> None:
    if len(moves.living(await store.links_of(work.scope, work.case.id), Side.SOURCE)) > 1:
        raise Conflict("several_offices")


async def _say(work: Work, link: Link, act: str) -> None:
    own = await offices.office(work.scope.tenant_id)
    link = await store.post(work.scope, link, own.uid, Voice(act=act))
    if act in _DONE:
        work.tell(_changed(work, link, _DONE[act], ours=True))
    await _stands(work, link)


async def _stands(work: Work, link: Link) -> None:
    links = moves.after(await store.links_of(work.scope, work.case.id), link)
    work.apply((moves.standing(work.case, links), []))


def _changed(work: Work, link: Link, act: str, *, ours: bool) -> VoiceChanged:
    return VoiceChanged(case_id=work.case.id, at=work.now, link_id=link.id, act=act, ours=ours)
