"""Colleagues hear by WhatsApp that a disposition waits for their word, and what became of their own."""

from collections.abc import Sequence

import msgspec

from helpdesk.approvals import store as approvals
from helpdesk.approvals.rules import decides
from helpdesk.cases import history
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.channels.accounts import AccountBook
from helpdesk.events import DispositionAsked, DispositionDecided, DispositionUndecided, name_of
from helpdesk.notifications.case_news import tell_news, values, word
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.notifications.reaching import Word, reach
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Text
from helpdesk.texts.service import own_words
from tenants.doors import Scope
from tenants.outbox.dispatcher import Subscriber
from tenants.people import store as people
from tenants.people.model import Reachable
from ui.i18n import translate

ASKED = "approval_asked"
"""The approved template: {{1}} who asks, {{2}} number, {{3}} kind, {{4}} link."""
DECIDED = "approval_decided"
"""The approved template: {{1}} number, {{2}} decision, {{3}} who decided, {{4}} link."""


def tell_approvers(book: AccountBook, links: Links) -> Subscriber:
    """A disposition waits, or waits still: everybody who may decide about it hears, but for who asked."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=DispositionAsked | DispositionUndecided)
        case = await cases.load(scope, told.case_id, hold=False)
        waiting = await approvals.still_waiting(scope, told.case_id, told.request_id)
        if waiting is None or case.closed_at is not None:
            return  # decided meanwhile
        wanted = [
            each for each in await people.reachable(scope) if decides(each.membership_id, each.roles, waiting)
        ]
        said = {"asker": waiting.asked_name}
        await _tell(scope, book, links, case, wanted, to_colleagues.APPROVAL_ASKED, ASKED, said)

    return subscriber


def tell_asker(book: AccountBook, links: Links) -> Subscriber:
    """It was approved or refused by somebody else: who asked hears."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=DispositionDecided)
        decision = to_colleagues.APPROVAL_DECISIONS.get(told.decision)
        request = await approvals.request(scope, told.request_id)
        decider = await history.actor_of(scope, told.case_id, told.at, name_of(told))
        if decision is None or request is None or request.asked_by in (None, decider):
            return
        case = await cases.load(scope, told.case_id, hold=False)
        wanted = await people.reachable(scope, membership_id=request.asked_by)
        said = {"decision": decision, "decider": request.decided_name}
        await _tell(scope, book, links, case, wanted, to_colleagues.APPROVAL_DECIDED, DECIDED, said)

    return subscriber


def tell_still_waiting(book: AccountBook, links: Links) -> Subscriber:
    """Nobody decided in time: who asked hears that more colleagues may, and may take it back."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=DispositionUndecided)
        case = await cases.load(scope, told.case_id, hold=False)
        waiting = await approvals.still_waiting(scope, told.case_id, told.request_id)
        if waiting is None or waiting.asked_by is None:
            return
        wanted = await people.reachable(scope, membership_id=waiting.asked_by)
        await tell_news(scope, book, links, case, wanted, NoticeKind.APPROVAL, to_colleagues.UNDECIDED)

    return subscriber


async def _tell(
    scope: Scope,
    book: AccountBook,
    links: Links,
    case: Case,
    wanted: Sequence[Reachable],
    text: Text,
    template: str,
    said: dict[str, str],
) -> None:
    own, words, decision = await own_words(scope), list[Word](), said.get("decision")
    for to in wanted:
        filled = await values(scope, links, case, to) | said
        if decision:
            filled["decision"] = translate(to.language, decision)
        words.append(word(own, text, template, NoticeKind.APPROVAL, case, to, filled))
    await reach(scope, book, words)
