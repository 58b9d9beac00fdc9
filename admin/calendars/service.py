"""Keep the calendars of one's own office. Every act asks for MANAGE_OFFICE and leaves an audit entry."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from admin.calendars import ics, rules, store
from admin.calendars.changes import changed_dates, changes_of, fields_of
from admin.calendars.checking import checked
from admin.calendars.model import (
    CalendarView,
    Example,
    Imported,
    KnownCalendar,
    Preview,
    TypedCalendar,
    Wanted,
)
from helpdesk.cases import recounting
from helpdesk.cases.model import CaseKind
from helpdesk.sla import service as sla
from helpdesk.sla import store as promises
from helpdesk.sla.hours import OfficeHours, calendar_of, decreed_until
from helpdesk.sla.model import CalendarFault, Unit
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.targets import NoRuleInForce, Traits
from helpdesk.sla.terms import CaseTerms, OfficeRules
from kit.errors import Invalid, Missing, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_MORNING = time(9)


async def calendars(actor: Actor) -> list[KnownCalendar]:
    """Every calendar of the actor's office."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.calendars(scope)


async def view(actor: Actor, key: str) -> CalendarView:
    """One calendar with the national days; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _view(scope, key)


async def add(actor: Actor, name: str, like: str) -> str:
    """Add a calendar with the hours of another one; answers its key. No promise counts in it yet.

    Raises `Invalid`, `Conflict` when there are too many.
    """
    async with _changing(actor) as (scope, known):
        wanted_name = rules.checked_name(name, known)
        model = next((each for each in known if each.key == like), None)
        if model is None:
            raise Invalid("invalid", fields={"like": "unknown"})
        key = rules.key_of(wanted_name, {each.key for each in known})
        await store.add(scope, key, Wanted(wanted_name, model.hours))
        await record(scope, actor, "calendar.added", "calendar", calendar=key)
    return key


async def check(actor: Actor, key: str, typed: TypedCalendar, *, version: int) -> Preview:
    """What the form would change, and for whom; saves nothing. Raises `Invalid`, `Missing`, `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        known = await store.calendars(scope)
        was = _one(known, key, version)
        wanted = checked(typed, was, known)
        changes = changes_of(was, wanted)
        return Preview(
            calendar=was,
            changes=changes,
            open_cases=await store.open_cases(scope, key),
            examples=await _examples(scope, was, wanted.hours, changed_dates(changes)),
        )


async def save(actor: Actor, key: str, typed: TypedCalendar, *, version: int) -> None:
    """Replace a calendar. Raises `Invalid`, `Missing`, `Stale`."""
    async with _changing(actor) as (scope, known):
        was = _one(known, key, version)
        wanted = checked(typed, was, known)
        changes = changes_of(was, wanted)
        if not changes:
            return
        if not await store.change(scope, key, version, wanted):
            raise Stale("calendar_changed", current=was.version)
        dates = [day.isoformat() for day in changed_dates(changes)]
        await record(
            scope, actor, "calendar.changed", "calendar", calendar=key, fields=fields_of(changes), dates=dates
        )
        await recounting.ask(scope, actor, why="hours")


async def remove(actor: Actor, key: str, *, version: int) -> None:
    """Remove a calendar in which no promise counts. Raises `Conflict`, `Missing`, `Stale`."""
    async with _changing(actor) as (scope, known):
        was = _one(known, key, version)
        rules.must_be_removable(was)
        if not await store.remove(scope, key, version):
            raise Stale("calendar_changed", current=was.version)
        await record(scope, actor, "calendar.removed", "calendar", calendar=key)


async def read_file(actor: Actor, key: str, content: bytes) -> Imported:
    """The free days of another program's file beside what is known; saves nothing.

    Raises `Missing`, and `Invalid` for a file that cannot be read or holds too much.
    """
    shown = await view(actor, key)
    until = decreed_until(shown.national)
    last = max(shown.today.year, until.year if until else 0)
    try:
        # A full file keeps a core busy for a second or two, and other requests are not to wait for it.
        read = await asyncio.to_thread(ics.read, content, range(shown.today.year, last + 1))
    except ics.Unfit as unfit:
        raise Invalid("invalid", fields={"file": unfit.code}) from None
    found = rules.sorted_out(read.days, shown)
    typed = rules.with_days(rules.typed_of(shown.calendar), found)
    return Imported(found=found, skipped=read.skipped, typed=typed, version=shown.calendar.version)


async def free_days(actor: Actor, key: str, owner: str) -> bytes:
    """The free days that count in a calendar, for other programs; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        shown, now = await _view(scope, key), scope.now
    calendar = shown.calendar
    return ics.write(
        calendar.name, f"{key}.{owner}", calendar.hours, shown.national, now.replace(microsecond=0)
    )


@asynccontextmanager
async def _changing(actor: Actor) -> AsyncIterator[tuple[Scope, Sequence[KnownCalendar]]]:
    """The calendars, which nobody else changes meanwhile; once they are saved, promises count in the new ones."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        yield scope, await store.calendars(scope)
    sla.forget_office_rules(actor.tenant_id)


async def _view(scope: Scope, key: str) -> CalendarView:
    calendar = _one(await store.calendars(scope), key)
    today = scope.now.astimezone(ZoneInfo(calendar.hours.timezone)).date()
    return CalendarView(calendar=calendar, national=await promises.national_days(scope), today=today)


def _one(known: Sequence[KnownCalendar], key: str, version: int | None = None) -> KnownCalendar:
    for each in known:
        if each.key == key:
            if version not in (None, each.version):
                raise Stale("calendar_changed", current=each.version)
            return each
    raise Missing("calendar_missing")


async def _examples(
    scope: Scope, was: KnownCalendar, wanted: OfficeHours, changed: Sequence[date]
) -> list[Example]:
    """What a complaint is promised that arrives now, and on the day before the first changed day to come."""
    office = await sla.office_rules(scope)
    zone = ZoneInfo(wanted.timezone)
    dates = rules.telling_dates(changed, scope.now.astimezone(zone).date())
    moments = [scope.now, *(datetime.combine(day, _MORNING, zone) for day in dates)]
    return [
        example
        for received in moments
        for example in _compared(
            received,
            was.key,
            _clocks(office, was.key, was.hours, received),
            _clocks(office, was.key, wanted, received),
        )
    ]


def _clocks(office: OfficeRules, key: str, hours: OfficeHours, received: datetime) -> Clocks:
    """What a complaint would be promised with these hours; nothing when the office's rules cannot tell."""
    calendars = {**office.calendars, key: calendar_of(hours, office.national)}
    traits = Traits(kind=CaseKind.COMPLAINT.value)
    try:
        return CaseTerms(replace(office, calendars=calendars), traits, received).at_receipt()
    except (CalendarFault, NoRuleInForce, KeyError):
        return {}


def _compared(received: datetime, key: str, before: Clocks, after: Clocks) -> Iterator[Example]:
    """The promises that count in this calendar."""
    for kind, clock in after.items():
        if clock.calendar == key and clock.budget.unit in (Unit.SECONDS, Unit.WORKING_DAYS):
            due = before[kind].due_at if kind in before else None
            yield Example(received=received, kind=kind, before=due, after=clock.due_at)
