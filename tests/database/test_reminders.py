"""What is looked at again at a moment, also when one of it cannot be."""

from datetime import timedelta

from helpdesk.reminders import store
from helpdesk.reminders.model import Matter, Reminder
from helpdesk.reminders.service import LATER, remind_due
from kit.ids import uuid7
from support.builders import an_opened_case
from support.world import World
from tenants.doors import Scope, tenant_scope


async def test_a_reminder_that_fails_waits_and_holds_up_no_other(world: World) -> None:
    await an_opened_case(world)
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
    broken, whole = uuid7(), uuid7()
    async with tenant_scope(world.district.id) as scope:
        for minutes, about in ((2, broken), (1, whole)):
            await store.put(scope, Matter.HELP, about, case_id, scope.now - timedelta(minutes=minutes))

    async def hand(scope: Scope, reminder: Reminder) -> None:
        assert await store.take(scope, reminder)
        if reminder.about == broken:
            raise RuntimeError("a fault of ours")

    assert await remind_due(world.district.id, {Matter.HELP: hand}) == 2
    async with tenant_scope(world.district.id, read_only=True) as scope:
        assert await store.due(scope, 10) == [], "one is done, the other waits"
    await world.clock.forward(seconds=LATER.total_seconds() + 1)
    async with tenant_scope(world.district.id, read_only=True) as scope:
        assert [each.about for each in await store.due(scope, 10)] == [broken]
