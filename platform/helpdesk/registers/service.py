"""File a case in a register, and follow it there."""

import asyncio
from collections.abc import Iterator

from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.conduct import Conduct
from helpdesk.channels.contract import Account
from helpdesk.events import RegisterAsked
from helpdesk.registers import by_hand, filing, rules, store, trying, upkeep
from helpdesk.registers.calling import line_of
from helpdesk.registers.drafting import drafted
from helpdesk.registers.following import follow
from helpdesk.registers.model import Mode, RegisterLink, Step, Wishes
from helpdesk.registers.yielding import is_over
from kit.errors import Conflict
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission

_Claimed = tuple[RegisterLink, Account | None]


async def file(
    actor: Actor,
    number: str,
    *,
    version: int | None,
    wishes: Wishes | None = None,
    book: AccountBook | None = None,
) -> RegisterLink:
    """Ask for a case to be filed in SP4N-LAPOR: the worker does it, or the officer by hand where the office has no
    keys; the citizen gets the number. `book` tells what is usual at the office.

    Raises `Conflict` when the office has no account there, the case is filed already, or another office files it;
    `Invalid` for a text that tells too much (see `drafting.drafted`).
    """
    async with working(actor, number, Permission.FILE_IN_REGISTER, version=version) as work:
        conduct = await book.conduct(work.scope) if book else Conduct()
        return await asked(work, wishes or Wishes(), conduct)


async def asked(work: Work, wishes: Wishes, conduct: Conduct, *, by_rule: bool = False) -> RegisterLink:
    """The same for a case in hand; raises as `file` does."""
    found = await store.account(work.scope, trial=conduct.trial)
    if found is None:
        raise Conflict("register_not_configured")
    account_id, mode = found
    await must_be_unfiled(work.scope, work.case, trial=conduct.trial)
    link = RegisterLink(
        id=uuid7(),
        case_id=work.case.id,
        account_id=account_id,
        step=Step.DRAFT,
        mode=mode,
        due_at=None if mode is Mode.MANUAL else work.now,
        filing=await drafted(work, wishes, conduct),
        changed_at=work.now,
    )
    await store.add(work.scope, link, work.actor.id)
    work.tell(RegisterAsked(case_id=work.case.id, at=work.now, register_link_id=link.id, by_rule=by_rule))
    return link


async def must_be_unfiled(scope: Scope, case: Case, *, trial: bool) -> None:
    """Raises `Conflict` when the register has the case or is about to, whichever office files it."""
    existing = await store.of_case(scope, case.id)
    if trying.stands_there(case, existing, trial=trial):
        raise Conflict("already_in_register", number=case.lapor_number)
    if case.filed_elsewhere:
        raise Conflict("filed_elsewhere")


async def advance_due(tenant_id: int, book: AccountBook, *, files: FileStore | None = None) -> int:
    """File and follow what is due at one office, as many as its plan allows; answers how many were handled.

    One hand files and follows, further ones only follow. Each claims one at a time: a filing that waited behind slow
    ones would outlive its lease.
    """
    claimed = await _claimed(tenant_id, book)
    if claimed is None:
        return 0
    plan = book.conduct_of(claimed[1]).poll
    left = iter(range(plan.batch - 1))
    ended = await asyncio.gather(
        _hand(tenant_id, book, files, left, claimed),
        *(_hand(tenant_id, book, files, left, followed_only=True) for _ in range(plan.at_once - 1)),
        return_exceptions=True,  # the fault of one hand must not break off the filing of another
    )
    for each in ended:
        if isinstance(each, BaseException):
            raise each
    return sum(each for each in ended if isinstance(each, int))


async def _hand(
    tenant_id: int,
    book: AccountBook,
    files: FileStore | None,
    left: Iterator[int],
    claimed: _Claimed | None = None,
    *,
    followed_only: bool = False,
) -> int:
    done = 0
    while claimed or next(left, None) is not None:
        claimed = claimed or await _claimed(tenant_id, book, followed_only=followed_only)
        if claimed is None:
            break
        await _advance(tenant_id, *claimed, book, files)
        claimed, done = None, done + 1
    return done


async def _claimed(tenant_id: int, book: AccountBook, *, followed_only: bool = False) -> _Claimed | None:
    async with tenant_scope(tenant_id) as scope:
        await upkeep.hold_blocked(scope)
        link = await store.claim(scope, followed_only=followed_only)
        account = await book.load(scope, link.account_id) if link else None
    return (link, account) if link else None


async def _advance(
    tenant_id: int,
    link: RegisterLink,
    account: Account | None,
    book: AccountBook,
    files: FileStore | None,
) -> None:
    line = line_of(account, book, link.mode)
    if line.trial_is_over:
        await trying.end(tenant_id, link)
        return
    if link.step is Step.DRAFT and await is_over(tenant_id, link):
        return
    if rules.begun(link) is Step.UPLOADING:
        await filing.upload(tenant_id, link, line, files)
    elif link.step is Step.DRAFT:
        await filing.file(tenant_id, link, line)
    elif link.step is Step.SUBMITTING:
        await filing.record(tenant_id, link, rules.abandoned, line.conduct.retry)
    elif link.step is Step.SUBMITTED:
        await filing.transfer(tenant_id, link, line)
    elif link.mode is Mode.MANUAL:
        await by_hand.look(tenant_id, link, book, has_keys=line.register is not None)
    else:
        await follow(tenant_id, link, line)
