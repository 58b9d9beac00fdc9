"""An office whose rule lets dispositions wait, and the people who ask and decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpdesk.approvals import service as approvals
from helpdesk.approvals.model import Approvers, Rule
from helpdesk.approvals.store import waiting
from helpdesk.cases import service as cases
from helpdesk.cases import store
from helpdesk.cases.model import CaseKind, Grade
from support.builders import an_opened_case
from support.unit_desk import UNIT
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

KINDS, GRADES = {each.value for each in CaseKind}, {each.value for each in Grade}


@dataclass
class Waiting:
    """An office with a rule, an agent, a supervisor, a head, and a case."""

    world: World
    agent: Actor
    supervisor: Actor
    head: Actor
    number: str

    @property
    def units(self) -> dict[str, UUID]:
        return self.world.district.units

    async def ask(self, unit: str = UNIT, instruction: str = "Periksa loket", **more: Any) -> UUID:
        await cases.dispose(self.agent, self.number, self.units[unit], instruction, version=None, **more)
        return await self.request()

    async def request(self) -> UUID:
        async with tenant_scope(self.world.district.id, read_only=True) as scope:
            case = await store.load_by_number(scope, self.number, hold=False)
            found = await waiting(scope, case.id)
        assert found is not None, "nothing waits"
        return found.id

    async def row(self) -> tuple[object, ...]:
        row = await self.world.district.row(
            "SELECT state, asked_name, decided_name FROM approval_request WHERE tenant_id = $1"
            " ORDER BY asked_at DESC LIMIT 1"
        )
        return tuple(row.values())

    async def unit_of_case(self) -> UUID | None:
        found: UUID | None = await self.world.district.value(
            "SELECT unit_id FROM cases WHERE tenant_id = $1 AND number = $2", self.number
        )
        return found


async def rules(world: World, *wanted: Rule) -> None:
    """The office's administrator sets them."""
    administrator = await world.staff(world.district, Role.ADMINISTRATOR)
    plan = await approvals.plan_of(administrator)
    await approvals.change(administrator, wanted, kinds=KINDS, grades=GRADES, version=plan.version)


async def an_office_that_asks(world: World) -> Waiting:
    """Every disposition of its agents waits for a supervisor."""
    await rules(world, Rule(approvers=Approvers.SUPERVISOR))
    place = world.district
    return Waiting(
        world=world,
        agent=await world.staff(place, Role.AGENT, name="Dewi"),
        supervisor=await world.staff(place, Role.SUPERVISOR, name="Wahyu"),
        head=await world.staff(place, Role.HEAD, name="Sri"),
        number=await an_opened_case(world),
    )
