"""Keeping both sides in step: what an office tells the other when something happens to its own case.

Each is a subscriber: called once per fact, in a transaction of its own, in the fact's tenant.
"""

from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Message
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import agreeing, moves, rules, store
from helpdesk.escalation.letter import Answer, CitizenWrote, Progressed, SourceState
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.escalation.relations import relation_to
from helpdesk.events import CaseReplied, Fact, MessageReceived
from kit.errors import Missing
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.permissions.model import system


async def tell_state(scope: Scope, kind: str, fact: bytes) -> None:
    """The linked case moved here: the office that asked hears where it stands, also when all was over between us."""
    case_id = msgspec.json.decode(fact, type=Fact).case_id
    asked = [link for link in await held_links(scope, case_id) if link.side is Side.TARGET]
    if not asked:
        return
    async with work_on(scope, system(scope.tenant_id), await cases.load(scope, case_id)) as work:
        for link in asked:
            await agreeing.tell_state(work, link)
        if kind == "case.reopened" and asked[-1].state is LinkState.CLOSED:
            own = await offices.office(scope.tenant_id)
            await store.post(scope, asked[-1], own.uid, Progressed(state="reopened"))


async def tell_source_state(scope: Scope, kind: str, fact: bytes) -> None:
    """Our own case ended, or is open again: whoever works on it for us hears so.

    Closing ends the hand-over; what the other office does with its own case is that desk's to decide. What ended
    without an answer is taken back, where the desk has not done so itself. What was asked since then is not meant.
    """
    thin = msgspec.json.decode(fact, type=Fact)
    case_id, state = thin.case_id, kind.removeprefix("case.")
    links = [each for each in await held_links(scope, case_id) if each.created_at < thin.at]
    told = moves.told_by_source(links, "closed" if state in ("rejected", "spam") else state)
    if not told:
        return
    own = await offices.office(scope.tenant_id)
    async with work_on(scope, system(scope.tenant_id), await cases.load(scope, case_id)) as work:
        for link in told:
            if state in ("rejected", "spam"):
                await agreeing.end(work, link, LinkState.WITHDRAWN, "")
                continue
            after = moves.heard_from_source(link, state, scope.now)
            await store.post(scope, after, own.uid, SourceState(state=state))
        if state == "closed":
            work.apply((moves.standing(work.case, await store.links_of(scope, case_id)), []))


async def tell_answer(scope: Scope, kind: str, fact: bytes) -> None:
    """This office answered on its linked case: the answer goes to the desk that speaks with the citizen."""
    told = msgspec.json.decode(fact, type=CaseReplied)
    message = await conversations.message(scope, told.message_id)
    for link in await held_links(scope, told.case_id):
        if message is not None and link.side is Side.TARGET and link.state in LIVING:
            own = await offices.office(scope.tenant_id)
            along = await files_along(scope, link, message)
            answer = Answer(
                text=message.shown_text, files=along, spoken=link.speaks, of=message.id, answers=link.owed
            )
            await store.post(scope, moves.said(link, asks=False), own.uid, answer)


async def pass_on_citizen(scope: Scope, kind: str, fact: bytes) -> None:
    """The citizen wrote here: every office the case was handed to reads it too, but no stranger's letter.

    What lay on the desk at the hand-over went in the package or was left out, however late its fact is told. Files go
    along where the officer who handed it over let them, and the relation lets their kind.
    """
    told = msgspec.json.decode(fact, type=MessageReceived)
    message = await conversations.message(scope, told.message_id)
    away = moves.living(await held_links(scope, told.case_id), Side.SOURCE)
    if message is None or not away:
        return
    case = await cases.load(scope, told.case_id)
    if is_strangers_letter(message, case.conversation_id):
        return
    own = await offices.office(scope.tenant_id)
    for link in away:
        if await store.was_known(scope, link.id, message.id):
            continue
        files = await files_along(scope, link, message) if link.with_files else ()
        if message.text or files:
            await store.post(scope, link, own.uid, CitizenWrote(text=message.shown_text, files=files))


async def files_along(scope: Scope, link: Link, message: Message) -> tuple[UUID, ...]:
    """What the relation lets go along; nothing to an office that is not known here any more, whose letter goes anyway.

    Nobody else who has the case hears less because of that one.
    """
    try:
        relation = await relation_to(scope, await peer_at(scope, link.peer_uid))
    except Missing:
        return ()
    return rules.of_message(await attachments.of_case(scope, message.case_id), message.id, relation)


async def held_links(scope: Scope, case_id: UUID) -> list[Link]:
    """The case's hand-overs, held after the case itself: everybody takes the two in this order."""
    if not await store.has_links(scope, case_id):
        return []
    await cases.load(scope, case_id)
    return await store.links_of(scope, case_id)
