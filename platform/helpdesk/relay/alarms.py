"""Alerts for the office above: read in the scope of the one below, and, when that is closed, kept in the upper one."""

from uuid import uuid5

from msgspec.structs import replace

from helpdesk.notifications import alerts
from helpdesk.notifications.model import Alert
from helpdesk.sla.service import when_open
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.people import store as people
from tenants.permissions.model import Role


async def carry_alarms(tenant_id: int, *, most: int = 100) -> int:
    """Carry one office's alerts to the supervisors of the office above; answers how many.

    A crash anywhere repeats it at most; each supervisor's alert is kept once, by its id. Number, promise and
    due time cross, and nothing else of the case.
    """
    office = await offices.office(tenant_id)
    async with tenant_scope(tenant_id, read_only=True) as scope:
        due = await alerts.outward_due(scope, most)
    if due and office.parent_id is not None:
        await _keep(office.parent_id, office.name, due)
    async with tenant_scope(tenant_id) as scope:
        await alerts.settle(scope, [alert.id for alert in due], told=office.parent_id is not None)
    return len(due)


async def _keep(parent_id: int, office: str, due: list[Alert]) -> None:
    async with tenant_scope(parent_id) as scope:
        supervisors = [post for post in await people.posts(scope) if Role.SUPERVISOR.value in post.roles]
        told = [
            replace(
                alert,
                id=uuid5(alert.id, str(post.membership_id)),
                membership_id=post.membership_id,
                case_id=None,
                office=office,
            )
            for alert in due
            for post in supervisors
        ]
        await alerts.add(scope, told, await when_open(scope))
