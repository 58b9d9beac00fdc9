"""Take in what a register passed on: each complaint once, as a case that is followed there from then on."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.errors import ChannelError, ChannelFailing, NotSupported
from helpdesk.channels.model import Form, MessageArrived, Sender
from helpdesk.channels.register import Filed, MapKind, RemoteComplaint
from helpdesk.channels.trials import marked
from helpdesk.events import RegisterChanged
from helpdesk.incoming import ours, rules
from helpdesk.incoming.model import Columns, Fate, Habits, Line, Report, Sheet
from helpdesk.intake.rules import title_of
from helpdesk.intake.service import receive_and_take
from helpdesk.masters import service as masters
from helpdesk.masters import store as maps
from helpdesk.masters.model import OfficeMap
from helpdesk.registers import rules as registers
from helpdesk.registers import store
from helpdesk.registers.model import Mode, RegisterLink, Step
from helpdesk.registers.numbers import is_number
from kit.errors import Conflict
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require

log = structlog.get_logger()
_NEXT_LOOK, _TOMORROW = timedelta(hours=1), timedelta(days=1)
PASSED_ON = "verified"
"""What has reached the office was verified there, and waits for its first follow-up."""


async def columns_of(actor: Actor, sheet: Sheet) -> dict[str, str]:
    """What the file's columns seem to hold, as it was chosen last time where that fits; raises `Conflict`."""
    _may(actor)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        held = await maps.office_map(scope, await _account_id(scope), MapKind.COLUMNS)
    return rules.guessed(sheet, held.pairs)


async def checked(actor: Actor, sheet: Sheet, columns: Columns, book: AccountBook) -> Report:
    """What an import would do, line by line; writes nothing. Raises `Invalid`, `Conflict`."""
    _may(actor)
    chosen = rules.must_be_columns(sheet, columns)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        habits = await _habits(scope, await _account_id(scope), book)
        trial = (await book.conduct(scope)).trial
        lines, met = [], set[str]()
        for place, found in _complaints(sheet, chosen, office, scope, habits):
            if isinstance(found, str):
                lines.append(_wrong(place, found))
                continue
            found = _as_from(found, trial=trial)
            known = found.remote_id in met or await _is_known(scope, found)
            met.add(found.remote_id)
            kin = None if known else await ours.kin_of(scope, found, book, hold=False)
            fate = Fate.KNOWN if known else kin.fate if kin else Fate.NEW
            lines.append(_line(place, found, fate, kin.case if kin else None))
    return Report(lines=tuple(lines), done=False)


async def import_all(actor: Actor, sheet: Sheet, columns: Columns, book: AccountBook) -> Report:
    """Open a case for each new line; one that is known, or comes twice, makes nothing twice.

    Each line is a transaction of its own: what was taken in stays when a later line fails. Raises as `checked`.
    """
    _may(actor)
    chosen = rules.must_be_columns(sheet, columns)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        account_id = await _account_id(scope)
        held = await maps.office_map(scope, account_id, MapKind.COLUMNS)
        if held.pairs != chosen:
            await maps.save_map(
                scope,
                account_id,
                OfficeMap(map=MapKind.COLUMNS, pairs=chosen, version=held.version),
            )
        found = _complaints(sheet, chosen, office, scope, await _habits(scope, account_id, book))
    lines = []
    for place, complaint in found:
        if isinstance(complaint, str):
            lines.append(_wrong(place, complaint))
            continue
        lines.append(_line(place, complaint, *await take(actor, account_id, complaint, book)))
    report = Report(lines=tuple(lines), done=True)
    async with tenant_scope(actor.tenant_id) as scope:
        counts = {fate.value: report.count(fate) for fate in Fate}
        await record(scope, actor, "register.imported", "account", account_id, **counts)
    return report


async def take(
    actor: Actor, account_id: UUID, complaint: RemoteComplaint, book: AccountBook
) -> tuple[Fate, Case | None]:
    """One complaint becomes a case, or settles the filing of ours that it is; what became of it, and which case."""
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        complaint = _as_from(complaint, trial=(await book.conduct(scope)).trial)
        if await _is_known(scope, complaint):
            completed = await ours.complete(scope, actor, complaint)
            return (Fate.OURS, completed) if completed else (Fate.KNOWN, None)
        kin = await ours.kin_of(scope, complaint, book)
        if kin is not None:
            await ours.join(scope, actor, kin, complaint)
            return kin.fate, kin.case
    # Another transaction: opening a case takes its turn before it holds any case.
    async with tenant_scope(actor.tenant_id) as scope:
        if await _is_known(scope, complaint):
            return Fate.KNOWN, None
        pairs = await masters.classifications_of(scope, account_id, book)
        arrival = _arrival(complaint, scope, pairs)
        entry_id, fresh = await receive_and_take(scope, office, book, account_id, arrival, actor)
        if not fresh:
            return Fate.KNOWN, None
        case = await cases.load_of_entry(scope, entry_id)
        return Fate.NEW, await _linked(scope, actor, account_id, case, complaint, office)


async def look(tenant_id: int, account_id: UUID, book: AccountBook) -> timedelta:
    """Ask the register what it passed on, and take in what is new; answers when to ask again.

    An account that knows no such call is asked again tomorrow. Raises a `ChannelError`.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        account = await book.load(scope, account_id)
    adapter = book.adapter_of(account) if account else None
    if account is None or adapter is None or adapter.incoming is None:
        return _TOMORROW
    try:
        found = await adapter.incoming.incoming(account)
    except NotSupported:
        return _TOMORROW
    except ChannelError:
        raise
    except Exception as fault:  # an adapter's own fault must not hold up other offices
        log.error("adapter_fault", channel=account.kind, error=type(fault).__name__)
        raise ChannelFailing from fault
    for complaint in found:
        await take(system(tenant_id), account_id, complaint, book)
    return _NEXT_LOOK


async def _linked(
    scope: Scope, actor: Actor, account_id: UUID, case: Case, complaint: RemoteComplaint, office: Office
) -> Case:
    """The case bears its number there, is followed there, and LAPOR's own time counts from when it was passed on."""
    found = await store.account(scope, trial=complaint.trial)
    link = RegisterLink(
        id=uuid7(),
        case_id=case.id,
        account_id=account_id,
        step=Step.DRAFT,
        mode=found[1] if found else Mode.API,
        filing=registers.filing_of(case, "", office.timezone),
        changed_at=scope.now,
    )
    await store.add(scope, link, actor.id)
    filed = registers.filed(
        link, Filed(remote_id=complaint.remote_id, tracking_id=complaint.tracking_id), scope.now
    )
    await store.save(scope, replace(filed, status=PASSED_ON))
    passed_on = complaint.passed_on_at or scope.now
    async with work_on(scope, actor, case) as work:
        work.apply((replace(case, lapor_number=complaint.tracking_id), []))
        work.tell(RegisterChanged(case_id=case.id, at=passed_on, register_link_id=link.id, status=PASSED_ON))
    return work.case


def _arrival(complaint: RemoteComplaint, scope: Scope, pairs: Mapping[str, str]) -> MessageArrived:
    text = complaint.text[: rules.LONGEST_TEXT]
    title = " ".join(complaint.title.split()) or title_of(text, "text")
    form = Form(
        case_id=uuid7(),
        kind=rules.kind_of(complaint.classification, pairs).value,
        title=title[: rules.LONGEST_TITLE],
        anonymous=complaint.anonymous,
        confidential=complaint.secret,
    )
    return MessageArrived(
        external_id=f"register:{marked(complaint.remote_id, trial=complaint.trial)}",
        sender=Sender(identities=(), name=""),
        at=scope.now,
        text=text,
        form=form,
    )


def _complaints(
    sheet: Sheet, columns: Columns, office: Office, scope: Scope, habits: Habits
) -> list[tuple[int, RemoteComplaint | str]]:
    return [
        (place, rules.complaint_of(line, sheet.heads, columns, office.timezone, scope.now, habits))
        for place, line in enumerate(sheet.lines, start=2)
    ]


async def _is_known(scope: Scope, complaint: RemoteComplaint) -> bool:
    return await store.is_known(scope, complaint.remote_id, complaint.tracking_id, trial=complaint.trial)


def _as_from(complaint: RemoteComplaint, *, trial: bool) -> RemoteComplaint:
    """What comes from a system that is there to try things bears its mark from the first moment on."""
    return replace(complaint, trial=trial, tracking_id=marked(complaint.tracking_id, trial=trial))


def _line(place: int, complaint: RemoteComplaint, fate: Fate, case: Case | None) -> Line:
    title = complaint.title or complaint.text[:80]
    return Line(
        place=place,
        number=complaint.tracking_id,
        title=title[: rules.LONGEST_TITLE],
        fate=fate,
        case_number=case.number if case else "",
    )


def _wrong(place: int, why: str) -> Line:
    return Line(place=place, number="", title="", fate=Fate.WRONG, why=why)


def _may(actor: Actor) -> None:
    require(actor, Permission.OPEN_CASES)
    require(actor, Permission.FILE_IN_REGISTER)


async def _account_id(scope: Scope) -> UUID:
    """The office's account at the register; raises `Conflict` when it has none."""
    found = await store.account(scope)
    if found is None:
        raise Conflict("register_not_configured")
    return found[0]


async def _habits(scope: Scope, account_id: UUID, book: AccountBook) -> Habits:
    account = await book.load(scope, account_id)
    return Habits(
        is_number=lambda written: is_number(written, account, book), secret=book.conduct_of(account).secret
    )
