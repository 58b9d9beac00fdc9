"""Keeping both sides in step: what an office tells the other when something happens to its own case.

Each is a subscriber: called once per fact, in a transaction of its own, in the fact's tenant.
"""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import moves, rules, store
from helpdesk.escalation.letter import Answer, CitizenWrote, Progressed, RegisterNumber, SourceState
from helpdesk.escalation.model import LIVING, Link, Side
from helpdesk.escalation.relations import relation_to
from helpdesk.events import CaseReplied, Fact, MessageReceived, RegisterNumberKnown
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.permissions.model import system


async def tell_state(scope: Scope, kind: str, fact: bytes) -> None:
    """The linked case moved here: the office that asked hears where it stands."""
    case_id = msgspec.json.decode(fact, type=_Thin).case_id
    for link in await _links(scope, case_id):
        if link.side is Side.TARGET and link.state in LIVING:
            state = rules.state_of(await cases.load(scope, case_id))
            if state is not None and state in moves.MOVES[link.state]:
                moved = moves.decided(link, state, scope.now)
                own = await offices.office(scope.tenant_id)
                await store.post(scope, moved, own.uid, Progressed(state=moved.state.value))


async def tell_source_state(scope: Scope, kind: str, fact: bytes) -> None:
    """Our own case ended, or is open again: the office that works on it for us hears so.

    Closing ends the hand-over; what the other office does with its own case is that desk's to decide.
    """
    case_id = msgspec.json.decode(fact, type=_Thin).case_id
    state = kind.removeprefix("case.")
    link = rules.told_by_source(await _links(scope, case_id), state)
    if link is None:
        return
    own = await offices.office(scope.tenant_id)
    after = rules.heard_from_source(link, state, scope.now)
    await store.post(scope, after, own.uid, SourceState(state=state))
    if after.state not in LIVING and link.state in LIVING:
        async with work_on(scope, system(scope.tenant_id), await cases.load(scope, case_id)) as work:
            work.apply((replace(work.case, escalated=False), []))


async def tell_answer(scope: Scope, kind: str, fact: bytes) -> None:
    """This office answered on its linked case: the answer goes to the desk that speaks with the citizen."""
    told = msgspec.json.decode(fact, type=CaseReplied)
    message = await conversations.message(scope, told.message_id)
    for link in await _links(scope, told.case_id):
        if message is not None and link.side is Side.TARGET and link.state in LIVING:
            own = await offices.office(scope.tenant_id)
            relation = await relation_to(scope, await peer_at(scope, link.peer_uid))
            files = await attachments.of_case(scope, told.case_id)
            along = rules.of_answer(files, told.message_id, relation)
            link = moves.spoken(link, ours=True, asks=False)
            await store.post(scope, link, own.uid, Answer(text=message.shown_text, files=along))


async def pass_on_citizen(scope: Scope, kind: str, fact: bytes) -> None:
    """The citizen wrote here: every office the case was handed to reads it too, but no stranger's letter."""
    told = msgspec.json.decode(fact, type=MessageReceived)
    message = await conversations.message(scope, told.message_id)
    away = [each for each in await _links(scope, told.case_id) if each.side is Side.SOURCE]
    if message is None or not message.text or not away:
        return
    case = await cases.load(scope, told.case_id)
    for link in away:
        if link.state in LIVING and not is_strangers_letter(message, case.conversation_id):
            own = await offices.office(scope.tenant_id)
            await store.post(scope, link, own.uid, CitizenWrote(text=message.shown_text))


async def pass_on_number(scope: Scope, kind: str, fact: bytes) -> None:
    """A public register's number is known here: it travels towards the citizen."""
    told = msgspec.json.decode(fact, type=RegisterNumberKnown)
    for link in await _links(scope, told.case_id):
        if link.side is Side.TARGET:
            own = await offices.office(scope.tenant_id)
            await store.post(scope, link, own.uid, RegisterNumber(register="lapor", number=told.number))


async def _links(scope: Scope, case_id: UUID) -> list[Link]:
    """The case's hand-overs, held after the case itself: everybody takes the two in this order."""
    if not await store.has_links(scope, case_id):
        return []
    await cases.load(scope, case_id)
    return await store.links_of(scope, case_id)


class _Thin(Fact, frozen=True, kw_only=True):
    """Any fact about a case, read for its case alone."""
