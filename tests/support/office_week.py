"""An office that is always open, or closed today and tomorrow, whatever the hour and the day on which a test runs."""

from zoneinfo import ZoneInfo

from helpdesk.sla import service as sla
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.hours import OfficeHours, SpecialDay
from helpdesk.sla.model import Period
from helpdesk.sla.store import national_days, put_hours
from helpdesk.sla.targets import OFFICE
from support.world import Place
from tenants.doors import Scope, tenant_scope

Week = tuple[tuple[Period, ...], ...]
ALWAYS: Week = ((Period(0, 1440),),) * 7


async def open_day_and_night(place: Place) -> None:
    """Seven days a week."""
    await _keep(place, ALWAYS)


async def closed_until_tomorrow(place: Place) -> None:
    """Closed yesterday, today and tomorrow, on whichever side of midnight; open day and night else."""
    await closed_around(place)


async def closed_around(place: Place, days: int = 0) -> None:
    """The same in so many days: on the day itself, the one before and the one after."""
    async with tenant_scope(place.id, read_only=True) as scope:
        today = scope.now.astimezone(ZoneInfo("Asia/Jakarta")).weekday() + days
    closed = {(today + offset) % 7 for offset in (-1, 0, 1)}
    await _keep(place, tuple(() if day in closed else ALWAYS[day] for day in range(7)))


async def every_week_alike(scope: Scope, week: Week) -> OfficeHours:
    """Hours by the day of the week alone: on a holiday the office is as open as on any other such day."""
    holidays = await national_days(scope)
    return OfficeHours(
        timezone=office_hours("Asia/Jakarta").timezone,
        periods=week,
        joint_leave_off=False,
        special_days=tuple(SpecialDay(day.date, day.name, week[day.date.weekday()]) for day in holidays),
    )


async def _keep(place: Place, week: Week) -> None:
    async with tenant_scope(place.id) as scope:
        await put_hours(scope, OFFICE, "Jam layanan", await every_week_alike(scope, week))
    sla.forget_office_rules(place.id)
