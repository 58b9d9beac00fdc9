"""Look at cases in the register, and take over what was said and done there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments.arriving import Arriving, add_arriving
from helpdesk.cases import erasing
from helpdesk.cases import rules as closing
from helpdesk.cases import store as cases
from helpdesk.cases.model import OPEN_STATES
from helpdesk.cases.work import Work, work_on
from helpdesk.channels.conduct import CloseRules, Conduct
from helpdesk.channels.errors import ChannelError, ChannelFailing
from helpdesk.channels.model import MediaRef
from helpdesk.channels.register import RemoteCase, RemoteEntry
from helpdesk.events import RegisterChanged
from helpdesk.masters import service as masters
from helpdesk.masters.rules import restated
from helpdesk.registers import breaker, rules, store
from helpdesk.registers.calling import Line, outcome
from helpdesk.registers.model import RegisterLink
from helpdesk.sla.calendar import open_from
from helpdesk.sla.model import CalendarFault
from helpdesk.sla.service import office_rules
from helpdesk.sla.targets import OFFICE
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import system


async def follow(tenant_id: int, link: RegisterLink, line: Line) -> None:
    """Look at one case there and take over what is new; what failed is counted, and looked at again later."""

    async def call() -> RemoteCase:
        register, account = line.held()
        return await register.follow(link.remote_id, account)

    found = await outcome(call, ChannelFailing())
    if isinstance(found, ChannelError):
        await _note_not_reached(tenant_id, link, found, line.conduct)
    else:
        await _take_over(tenant_id, link, found, line.conduct)
        await breaker.worked(tenant_id, link.account_id)


async def look_when_called(tenant_id: int, account_id: UUID, remote_id: str) -> None:
    """The register says that something changed: the case is looked at soon, at most once a minute, and not while the
    account is left alone. What is not followed stays as it is."""
    async with tenant_scope(tenant_id) as scope:
        await store.look_now(scope, account_id, remote_id)


async def _note_not_reached(
    tenant_id: int, link: RegisterLink, error: ChannelError, conduct: Conduct
) -> None:
    async with tenant_scope(tenant_id) as scope:
        held = await store.held(scope, link.id)
        await store.save(scope, rules.not_reached(held, error, scope.now, conduct.retry))
    await breaker.failed(tenant_id, link, error, conduct.poll)


async def _take_over(tenant_id: int, link: RegisterLink, remote: RemoteCase, conduct: Conduct) -> None:
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, link.case_id)
        before = await store.held(scope, link.id)
        if (await erasing.standing(scope, case.id))[0]:  # while we looked there, or somebody called us
            await store.save(scope, replace(before, due_at=None))
            return
        known = await store.known_keys(scope, link.id)
        fresh = [entry for entry in remote.entries if entry.key not in known]
        await store.add_entries(scope, link.id, fresh)
        await _await_files(scope, before, fresh)
        status = restated(remote.status, await masters.states_of(scope, before.account_id))
        after = rules.followed(
            before,
            status,
            scope.now,
            conduct.poll,
            office_open=await _is_open(scope),
            endings=conduct.close_rules,
        )
        await store.save(scope, after)
        if fresh or after.status != before.status:
            async with work_on(scope, system(tenant_id), case) as work:
                answer = max((each.at or scope.now for each in fresh if _is_answer(each)), default=None)
                told = RegisterChanged(
                    case_id=case.id,
                    at=_moment(answer, before, scope.now),
                    register_link_id=link.id,
                    status=after.status,
                    was=before.status if before.status != after.status else "",
                    answered=answer is not None,
                )
                work.apply((replace(work.case, unread=True), [told]))
                close_if_ended(work, before, after, conduct.close_rules)


def close_if_ended(work: Work, before: RegisterLink, after: RegisterLink, endings: CloseRules) -> None:
    """What ended there ends here where the office says so; what is closed here already stays as it is."""
    if rules.closes_here(before, after, endings) and work.case.state in OPEN_STATES:
        work.apply(closing.close(work.case, work.now, why="register"))


def _is_answer(entry: RemoteEntry) -> bool:
    """An institution said it; what citizens write there has no institution."""
    return entry.kind == "reply" and bool(entry.author)


def _moment(answer: datetime | None, before: RegisterLink, now: datetime) -> datetime:
    """An answer counts from when it was given there, and never from before it could have been seen."""
    return min(max(answer, before.polled_at or before.changed_at), now) if answer else now


async def _await_files(scope: Scope, link: RegisterLink, entries: Sequence[RemoteEntry]) -> None:
    """Files of what was said there are fetched like any other attachment of the case."""
    files = [
        Arriving(
            case_id=link.case_id,
            message_id=None,
            account_id=link.account_id,
            media=MediaRef(remote_id=file.path, kind="document", name=file.name),
        )
        for entry in entries
        for file in entry.files
    ]
    await add_arriving(scope, files)


async def _is_open(scope: Scope) -> bool:
    """Does the office work at this moment, by its own hours? One whose hours cannot be read counts as open."""
    calendar = (await office_rules(scope)).calendars.get(OFFICE)
    try:
        return calendar is None or open_from(scope.now, calendar) == scope.now
    except CalendarFault:
        return True
