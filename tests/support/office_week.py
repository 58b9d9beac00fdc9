"""An office that is always open, or closed today and tomorrow, whatever the hour at which a test runs."""

from helpdesk.sla import service as sla
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Period
from helpdesk.sla.store import put_hours
from helpdesk.sla.targets import OFFICE
from support.world import Place
from tenants.doors import tenant_scope

_ALWAYS = ((Period(0, 1440),),) * 7


async def open_day_and_night(place: Place) -> None:
    """Seven days a week."""
    await _keep(place, _ALWAYS)


async def closed_until_tomorrow(place: Place) -> None:
    """Closed yesterday, today and tomorrow, on whichever side of midnight; open day and night else."""
    await closed_around(place)


async def closed_around(place: Place, days: int = 0) -> None:
    """The same in so many days: on the day itself, the one before and the one after."""
    async with tenant_scope(place.id, read_only=True) as scope:
        today = scope.now.weekday() + days
    closed = {(today + offset) % 7 for offset in (-1, 0, 1)}
    await _keep(place, tuple(() if day in closed else _ALWAYS[day] for day in range(7)))


async def _keep(place: Place, week: tuple[tuple[Period, ...], ...]) -> None:
    usual = office_hours("Asia/Jakarta")
    async with tenant_scope(place.id) as scope:
        kept = OfficeHours(timezone=usual.timezone, periods=week, joint_leave_off=False)
        await put_hours(scope, OFFICE, "Jam layanan", kept)
    sla.forget_office_rules(place.id)
