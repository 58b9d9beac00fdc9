"""File a case in a register, follow it there, and settle by hand what a machine cannot know."""

from collections.abc import Callable
from datetime import datetime

import structlog
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, work_on, working
from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, ChannelFailing, NotSupported
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filed, Register, RemoteCase
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.events import (
    CaseEvent,
    RegisterAsked,
    RegisterChanged,
    RegisterFiled,
    RegisterNotFound,
    RegisterNumberKnown,
    RegisterStuck,
)
from helpdesk.registers import rules, store
from helpdesk.registers.model import RegisterLink, Step
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission, system

log = structlog.get_logger()

_Rule = Callable[[RegisterLink, datetime], RegisterLink]
"""What becomes of the ledger's line as it stands now, at the time that counts."""


async def file(actor: Actor, number: str, *, version: int | None) -> RegisterLink:
    """Ask for a case to be filed in SP4N-LAPOR; the worker does it, and the citizen gets the number.

    Raises `Conflict` when the office has no account there, or the case is filed already.
    """
    office = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        account_id = await account_of_kind(work.scope, ChannelKind.LAPOR)
        if account_id is None:
            raise Conflict("register_not_configured")
        existing = await store.of_case(work.scope, work.case.id)
        if work.case.lapor_number or (existing is not None and existing.step is not Step.FAILED):
            raise Conflict("already_in_register")
        link = RegisterLink(
            id=uuid7(),
            case_id=work.case.id,
            account_id=account_id,
            step=Step.WAITING,
            filing=rules.filing_of(work.case, await _content(work), office.timezone),
            changed_at=work.now,
        )
        await store.add(work.scope, link, actor.id)
        work.tell(RegisterAsked(case_id=work.case.id, at=work.now, register_link_id=link.id))
    return link


async def _content(work: Work) -> str:
    said = await conversations.messages_of(work.scope, work.case.id)
    own = [each for each in said if not is_strangers_letter(each, work.case.conversation_id)]
    texts = [message.shown_text for message in own if message.direction is Direction.IN and message.text]
    return "\n\n".join(texts) or work.case.title


async def settle(actor: Actor, number: str, tracking_id: str, *, version: int | None) -> RegisterLink:
    """A person found the filing in the register (or filed it there by hand) and types its number."""
    plain = tracking_id.strip()
    if not plain.isdigit() or not 5 <= len(plain) <= 12:
        raise Invalid("invalid", fields={"tracking_id": "malformed"})
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = await store.of_case(work.scope, work.case.id)
        if link is None or link.step is not Step.NEEDS_PERSON:
            raise Conflict("nothing_to_settle")
        if await store.is_known(work.scope, link.account_id, plain):
            raise Conflict("already_in_register")
        link = rules.filed(link, Filed(remote_id=plain, tracking_id=plain), work.now)
        await store.save(work.scope, link)
        _tell_filed(work, link)
    return link


async def not_found(actor: Actor, number: str, *, version: int | None) -> RegisterLink:
    """A person looked in the register, and the filing is not there: the case may be filed again."""
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        link = await store.of_case(work.scope, work.case.id)
        if link is None or link.step is not Step.NEEDS_PERSON:
            raise Conflict("nothing_to_settle")
        link = rules.not_there(link)
        await store.save(work.scope, link)
        work.tell(RegisterNotFound(case_id=work.case.id, at=work.now, register_link_id=link.id))
    return link


async def advance_due(tenant_id: int, book: AccountBook, *, most: int = 10) -> int:
    """File and follow what is due at one office; answers how many were handled.

    One is claimed at a time: a filing that waited behind slow ones would outlive its lease.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            link = await store.claim(scope)
            account = await book.load(scope, link.account_id) if link else None
        if link is None:
            return done
        await _advance(tenant_id, link, account, book)
    return most


async def _advance(tenant_id: int, link: RegisterLink, account: Account | None, book: AccountBook) -> None:
    adapter = book.adapter_of(account) if account else None
    register = adapter.register if adapter else None
    if link.step is Step.WAITING:
        await _file(tenant_id, link, account, register)
    elif link.step is Step.SUBMITTING:
        await _record(tenant_id, link, lambda held, now: rules.abandoned(held))
    else:
        await _follow(tenant_id, link, account, register)


async def _file(
    tenant_id: int, link: RegisterLink, account: Account | None, register: Register | None
) -> None:
    try:
        if account is None or register is None:
            raise NotSupported
        answer = await register.file(link.filing, account)
    except ChannelError as error:
        refusal = error
        await _record(tenant_id, link, lambda held, now: rules.refused(held, refusal, now))
    except Exception as fault:
        log.error("adapter_fault", channel="lapor", error=type(fault).__name__)
        await _record(tenant_id, link, lambda held, now: rules.abandoned(held))
    else:
        async with tenant_scope(tenant_id) as scope:
            case = await cases.load(scope, link.case_id)
            held = rules.filed(await store.held(scope, link.id), answer, scope.now)
            await store.save(scope, held)
            async with work_on(scope, system(tenant_id), case) as work:
                _tell_filed(work, held)


def _tell_filed(work: Work, link: RegisterLink) -> None:
    number = link.tracking_id
    facts: list[CaseEvent] = [
        RegisterFiled(case_id=link.case_id, at=work.now, register_link_id=link.id, tracking_id=number),
        RegisterNumberKnown(case_id=link.case_id, at=work.now, number=number),
    ]
    work.apply((replace(work.case, lapor_number=number), facts))


async def _record(tenant_id: int, claimed: RegisterLink, rule: _Rule) -> None:
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, claimed.case_id)
        held = await store.held(scope, claimed.id)
        if held.step is not Step.SUBMITTING:
            return  # settled meanwhile
        link = rule(held, scope.now)
        await store.save(scope, link)
        if rules.needs_telling(link):
            async with work_on(scope, system(tenant_id), case) as work:
                told = RegisterStuck(
                    case_id=case.id, at=work.now, register_link_id=link.id, code=link.error_code
                )
                work.tell(told)


async def _follow(
    tenant_id: int, link: RegisterLink, account: Account | None, register: Register | None
) -> None:
    try:
        if account is None or register is None:
            raise NotSupported
        remote = await register.follow(link.remote_id, account)
    except ChannelError as error:
        await _note_not_reached(tenant_id, link, error)
    except Exception as fault:  # an adapter's own fault must not hold up the others
        log.error("adapter_fault", channel="lapor", error=type(fault).__name__)
        await _note_not_reached(tenant_id, link, ChannelFailing())
    else:
        await _take_over(tenant_id, link, remote)


async def _note_not_reached(tenant_id: int, link: RegisterLink, error: ChannelError) -> None:
    async with tenant_scope(tenant_id) as scope:
        held = await store.held(scope, link.id)
        await store.save(scope, rules.not_reached(held, error, scope.now))


async def _take_over(tenant_id: int, link: RegisterLink, remote: RemoteCase) -> None:
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, link.case_id)
        before = await store.held(scope, link.id)
        known = await store.known_keys(scope, link.id)
        fresh = [entry for entry in remote.entries if entry.key not in known]
        await store.add_entries(scope, link.id, fresh)
        after = rules.followed(before, remote.status, scope.now)
        await store.save(scope, after)
        if fresh or after.status != before.status:
            async with work_on(scope, system(tenant_id), case) as work:
                told = RegisterChanged(
                    case_id=case.id, at=scope.now, register_link_id=link.id, status=after.status
                )
                work.apply((replace(work.case, unread=True), [told]))
