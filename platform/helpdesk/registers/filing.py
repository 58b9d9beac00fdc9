"""What the worker does to bring a filing into a register: leave its files, file it, ask for its transfer.

One call outside for each claim, and the ledger's line is written before and after it: whoever dies in between leaves
a line that says what may have happened.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import service as attachments
from helpdesk.attachments.pictures import drawn_anew, is_picture
from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, work_on
from helpdesk.channels.conduct import Conduct, RetryPlan
from helpdesk.channels.errors import ChannelError, ChannelFailing, MediaRejected, OutcomeUnknown
from helpdesk.channels.register import Filed, FilingFile, Reporter, Upload
from helpdesk.channels.trials import is_trial, kept
from helpdesk.events import RegisterFiled, RegisterNumberKnown, RegisterStuck
from helpdesk.registers import breaker, rules, store
from helpdesk.registers.calling import Line, outcome
from helpdesk.registers.model import LONGEST_CALL, RegisterLink, Step
from helpdesk.registers.sharing import reporter_of
from kit.errors import Invalid
from kit.files import FileStore
from tenants.doors import tenant_scope
from tenants.permissions.model import system

_Rule = Callable[..., RegisterLink]
"""What becomes of the ledger's line as it stands now; `now` is the time that counts."""


async def upload(tenant_id: int, link: RegisterLink, line: Line, files: FileStore | None) -> None:
    """Leave the files there. Nothing is filed by it, so whatever went wrong is tried again as a whole."""

    async def call() -> Sequence[str]:
        register, account = line.held()
        return await register.upload(await loaded(tenant_id, link.case_id, link.filing.files, files), account)

    found, plan = await outcome(call, ChannelFailing(), LONGEST_CALL), line.conduct.retry
    if isinstance(found, ChannelError):
        await record(tenant_id, link, partial(rules.refused, error=found, plan=plan), plan)
    else:
        await record(tenant_id, link, partial(rules.uploaded, documents=found), plan)
    await _note(tenant_id, link, found, line)


async def loaded(
    tenant_id: int, case_id: UUID, chosen: Sequence[FilingFile], files: FileStore | None
) -> list[Upload]:
    """Every file that was chosen.

    Raises `MediaRejected` when one of them is gone or no good, `FileUnchecked` and `FileAway` when one is awaited.
    """
    found = []
    for file in chosen:
        mime_type, content = await attachments.outgoing(tenant_id, case_id, file.id, files)
        found.append(await asyncio.to_thread(_without_traces, file.name, mime_type, content))
    return found


def _without_traces(name: str, mime_type: str, content: bytes) -> Upload:
    """A picture is drawn anew, whatever way it came: no place, no camera and no hour leave with it."""
    if is_picture(mime_type):
        try:
            content, mime_type = drawn_anew(content, mime_type)
        except Invalid:
            raise MediaRejected("broken_picture") from None
    return Upload(name=name, mime_type=mime_type, content=content)


async def file(tenant_id: int, link: RegisterLink, line: Line) -> None:
    """File it once. An unknown outcome is left to a person."""

    async def call() -> Filed:
        register, account = line.held()
        reporter = await _reporter(tenant_id, link, line.conduct)
        return await register.file(link.filing, account, link.documents, reporter)

    found, plan = await outcome(call, OutcomeUnknown(), LONGEST_CALL), line.conduct.retry
    if isinstance(found, ChannelError):
        await record(tenant_id, link, partial(rules.refused, error=found, plan=plan), plan)
    else:
        await _filed(tenant_id, link, found)
    await _note(tenant_id, link, found, line)


async def _filed(tenant_id: int, link: RegisterLink, found: Filed) -> None:
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, link.case_id)
        held = await store.held(scope, link.id)
        if held.step not in (Step.SUBMITTING, Step.NEEDS_PERSON):
            return  # a person settled it while the answer was on its way
        held = rules.filed(held, found, scope.now)
        await store.save(scope, held)
        async with work_on(scope, system(tenant_id), case) as work:
            tell_filed(work, held)


async def _reporter(tenant_id: int, link: RegisterLink, conduct: Conduct) -> Reporter | None:
    if conduct.share_reporter == "none":
        return None
    async with tenant_scope(tenant_id, read_only=True) as scope:
        case = await cases.load(scope, link.case_id, hold=False)
        return await reporter_of(scope, case, link.filing, conduct)


async def transfer(tenant_id: int, link: RegisterLink, line: Line) -> None:
    """Ask another institution to take it over; asked again, alone, until the register heard it."""

    async def call() -> None:
        register, account = line.held()
        asked = link.filing
        await register.request_transfer(link.remote_id, asked.transfer_to, asked.transfer_reason, account)

    found, plan = await outcome(call, ChannelFailing(), LONGEST_CALL), line.conduct.retry
    if isinstance(found, ChannelError):
        await record(tenant_id, link, partial(rules.not_transferred, error=found, plan=plan), plan)
    else:
        await record(tenant_id, link, rules.transferred, plan)
    await _note(tenant_id, link, found, line)


async def _note(tenant_id: int, link: RegisterLink, found: object, line: Line) -> None:
    """What a call says about the account: its keys are refused, or they are taken."""
    if not isinstance(found, ChannelError):
        await breaker.worked(tenant_id, link.account_id, blocked_only=True)
    elif found.blocks:
        await breaker.failed(tenant_id, link, found, line.conduct.poll)


def tell_filed(work: Work, link: RegisterLink) -> None:
    """The register has it: the history says so, and its number travels to the citizen.

    Of a case that got another number meanwhile the first one stays, and the desk alone is told; so it is of a number
    that could not be read.
    """
    number = link.tracking_id
    work.tell(RegisterFiled(case_id=link.case_id, at=work.now, register_link_id=link.id, tracking_id=number))
    if number:
        tell_number(work, number)
    else:
        missing = RegisterStuck(
            case_id=link.case_id, at=work.now, register_link_id=link.id, code="number_missing"
        )
        work.apply((replace(work.case, unread=True), [missing]))


def tell_number(work: Work, number: str) -> None:
    """The number alone, of what was filed before."""
    stays, second = kept(work.case.lapor_number, number)
    told = RegisterNumberKnown(case_id=work.case.id, at=work.now, number=number, second=second)
    unread = work.case.unread or second
    elsewhere = work.case.filed_elsewhere and is_trial(number)
    after = replace(work.case, lapor_number=stays, filed_elsewhere=elsewhere, unread=unread)
    work.apply((after, [told]))


async def record(tenant_id: int, claimed: RegisterLink, rule: _Rule, plan: RetryPlan) -> None:
    """Write down what a call outside led to, and tell the desk where it must know."""
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, claimed.case_id)
        held = await store.held(scope, claimed.id)
        if held.step is not rules.begun(claimed):
            return  # settled meanwhile
        link = rule(held, now=scope.now)
        await store.save(scope, link)
        if rules.needs_telling(link, plan):
            async with work_on(scope, system(tenant_id), case) as work:
                told = RegisterStuck(
                    case_id=case.id, at=work.now, register_link_id=link.id, code=link.error_code
                )
                work.tell(told)
