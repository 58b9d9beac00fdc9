"""File a case in a register, and follow it there."""

import structlog
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, ChannelFailing, NotSupported
from helpdesk.channels.register import Register, RemoteCase
from helpdesk.events import (
    RegisterAsked,
    RegisterChanged,
)
from helpdesk.registers import by_hand, filing, rules, store
from helpdesk.registers.drafting import drafted
from helpdesk.registers.model import Mode, RegisterLink, Step, Wishes
from kit.errors import Conflict
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission, system

log = structlog.get_logger()


async def file(
    actor: Actor, number: str, *, version: int | None, wishes: Wishes | None = None
) -> RegisterLink:
    """Ask for a case to be filed in SP4N-LAPOR: the worker does it, or the officer by hand where the office has no
    keys; the citizen gets the number.

    Raises `Conflict` when the office has no account there, or the case is filed already; `Invalid` for a text that
    tells too much (see `drafting.drafted`).
    """
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        found = await store.account(work.scope)
        if found is None:
            raise Conflict("register_not_configured")
        account_id, mode = found
        existing = await store.of_case(work.scope, work.case.id)
        if work.case.lapor_number or (existing is not None and existing.step is not Step.FAILED):
            raise Conflict("already_in_register")
        link = RegisterLink(
            id=uuid7(),
            case_id=work.case.id,
            account_id=account_id,
            step=Step.DRAFT,
            mode=mode,
            due_at=work.now if mode is Mode.API else None,
            filing=await drafted(work, wishes or Wishes()),
            changed_at=work.now,
        )
        await store.add(work.scope, link, actor.id)
        work.tell(RegisterAsked(case_id=work.case.id, at=work.now, register_link_id=link.id))
    return link


async def advance_due(
    tenant_id: int, book: AccountBook, *, files: FileStore | None = None, most: int = 10
) -> int:
    """File and follow what is due at one office; answers how many were handled.

    One is claimed at a time: a filing that waited behind slow ones would outlive its lease.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            link = await store.claim(scope)
            account = await book.load(scope, link.account_id) if link else None
        if link is None:
            return done
        await _advance(tenant_id, link, account, book, files)
    return most


async def _advance(
    tenant_id: int,
    link: RegisterLink,
    account: Account | None,
    book: AccountBook,
    files: FileStore | None,
) -> None:
    adapter = book.adapter_of(account) if account else None
    register = adapter.register if adapter else None
    if rules.begun(link) is Step.UPLOADING:
        await filing.upload(tenant_id, link, account, register, files)
    elif link.step is Step.DRAFT:
        await filing.file(tenant_id, link, account, register)
    elif link.step is Step.SUBMITTING:
        await filing.record(tenant_id, link, lambda held, now: rules.abandoned(held))
    elif link.step is Step.SUBMITTED:
        await filing.transfer(tenant_id, link, account, register)
    elif link.mode is Mode.MANUAL:
        await by_hand.look(tenant_id, link, has_keys=register is not None)
    else:
        await _follow(tenant_id, link, account, register)


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
