"""What a page of the desk costs in statements, beginnings and ends of transactions not counted (performance.md)."""

import pytest

from support.builders import an_opened_case
from support.integrators import BASE, House, counted
from tenants.directory.model import Post
from tenants.permissions.model import Role
from tenants.sessions import service as sessions

ENTRY = ("SELECT enter_tenant", "SELECT * FROM directory_session(", "FROM directory_session(")
"""Coming in: which session this is, and the beginning of each transaction."""


async def _secret(house: House, role: Role) -> str:
    actor = await house.world.staff(house.office, role)
    assert actor.id and actor.person_id
    return await sessions.begin(Post(tenant_id=house.office.id, membership_id=actor.id), actor.person_id)


async def _cost(house: House, role: Role, path: str) -> list[str]:
    """The statements of a page that was opened before: what is remembered for seconds is remembered."""
    secret = await _secret(house, role)
    async with house.client(path="") as http:
        http.cookies.set("sahut", secret)
        for _ in range(3):
            with counted() as seen:
                answer = await http.get(f"{BASE}/desk/{house.office.slug}/{path}")
            assert answer.status_code == 200, answer.text
    return [statement for statement in seen if not any(words in statement for words in ENTRY)]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("cases", 3),
        ("cases?folder=done", 3),
        ("cases?folder=mine&kind=complaint", 3),
        ("cases?q=antrean", 3),
        ("cases/{number}", 5),
        ("cases/{number}?tab=note", 5),
    ],
)
async def test_a_page_costs_few_statements(house: House, role: Role, path: str, most: int) -> None:
    number = await an_opened_case(house.world)
    seen = await _cost(house, role, path.format(number=number))
    assert len(seen) <= most, "\n".join(seen)


async def test_a_list_costs_no_more_for_more_cases(house: House) -> None:
    await an_opened_case(house.world)
    few = await _cost(house, Role.AGENT, "cases")
    for _ in range(8):
        await an_opened_case(house.world)
    assert len(await _cost(house, Role.AGENT, "cases")) == len(few)
