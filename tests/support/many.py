"""Many open cases at once, through the product's own door."""

from datetime import timedelta

from helpdesk.cases.numbers import new_number
from helpdesk.cases.opening import open_cases
from support.builders import a_case
from support.world import Place
from tenants.doors import tenant_scope


async def open_many(place: Place, count: int, *, within: timedelta) -> list[str]:
    """Complaints received one after the other until now; answers their numbers, in the order of their ids."""
    async with tenant_scope(place.id) as scope:
        cases = [
            a_case(
                number=new_number(place.slug[:5].upper()),
                opened_at=scope.now - within * (number / count),
                last_message_at=scope.now,
            )
            for number in range(count)
        ]
        await open_cases(scope, cases)
    return [case.number for case in cases]
