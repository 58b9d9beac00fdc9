"""A case that another office offers opens here, or one that it had before opens again."""

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
from helpdesk.escalation import filings, naming, rules, store
from helpdesk.escalation.letter import Letter, Offer, Received
from helpdesk.escalation.model import Link, LinkState, Side
from helpdesk.events import HandoverChanged
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind


async def held(scope: Scope, link_id: UUID) -> tuple[Case | None, Link | None]:
    """The hand-over and its case, the case held first, as everywhere; a merge in between changes the case."""
    while True:
        case_id = await store.case_of_link(scope, link_id)
        case = await cases.load(scope, case_id) if case_id else None
        link = await store.link(scope, link_id)
        if link is None or link.case_id == case_id:
            return case, link


async def open_case(scope: Scope, letter: Letter, offer: Offer) -> UUID:
    """Take an offer in; answers the case."""
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
        await bind(scope, letter, extract.files, message)
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
    async with work_on(scope, as_peer(scope, peer), case) as work:
        if opened is not None:
            work.tell(opened)
        else:
            _take_up(work, link)
        package = offer.package
        link = await filings.hear(work, link, package.lapor_number, filing=package.filing)
        await store.save_link(scope, link)
    return case.id


async def _again(scope: Scope, sender: UUID, offer: Offer) -> Case | None:
    """The case of an earlier hand-over of the same matter; none where there is none, or it is no case of its own."""
    case, before = await held(scope, offer.again) if offer.again else (None, None)
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


def as_peer(scope: Scope, peer: Office) -> Actor:
    """The other office, as whoever does what its letters do."""
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.PEER, name=peer.name)


async def bind(scope: Scope, letter: Letter, files: Sequence[UUID], message: Message) -> None:
    """The copies of these files belong to the message now."""
    copies = [each.id for each in letter.enclosed if each.of in files]
    await attachments.bind(scope, copies, message.case_id, message.id)
