"""What a citizen hears without anybody pressing a button. Subscribers: once per fact, own transaction."""

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.service import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseMarkedDuplicate,
    CaseRejected,
    CaseReopened,
    RegisterNumberKnown,
)
from helpdesk.notifications import texts
from helpdesk.notifications.service import tell_citizen
from tenants.doors import Scope
from tenants.outbox.dispatcher import Subscriber
from tenants.permissions.model import system


def tell_register_number(book: AccountBook) -> Subscriber:
    """The number of a public register reaches the citizen at once, on the citizen's channel."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=RegisterNumberKnown)
        case = await cases.load(scope, told.case_id)
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.REGISTERED, book, tracking=told.number)

    return subscriber


def tell_answered(book: AccountBook) -> Subscriber:
    """The office holds the matter for solved: the citizen is asked whether that is so."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseAnswered)
        case = await cases.load(scope, told.case_id)
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.ANSWERED, book)

    return subscriber


def tell_reopened(book: AccountBook) -> Subscriber:
    """The case is worked on again."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseReopened)
        case = await cases.load(scope, told.case_id)
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.REOPENED, book)

    return subscriber


def tell_rejected(book: AccountBook) -> Subscriber:
    """The office will not work on it, and the citizen need not wait."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseRejected)
        case = await cases.load(scope, told.case_id)
        if case.closed_at != told.at:
            return  # taken up again meanwhile
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.REJECTED, book)

    return subscriber


def tell_duplicate(book: AccountBook) -> Subscriber:
    """Another case holds the same matter; the citizen learns which."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseMarkedDuplicate)
        case = await cases.load(scope, told.case_id)
        if case.closed_at != told.at:
            return  # taken up again meanwhile
        original = await cases.load(scope, told.duplicate_of, hold=False)
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.DUPLICATE, book, original=original.number)

    return subscriber


def tell_closed(book: AccountBook) -> Subscriber:
    """Closed without an answer before; after one, the citizen has heard already that it is done."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseClosed)
        case = await cases.load(scope, told.case_id)
        if case.closed_at != told.at or case.answered_at != told.at:
            return  # taken up again meanwhile, or answered before
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await tell_citizen(work, texts.CLOSED, book)

    return subscriber
