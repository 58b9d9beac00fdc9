"""What a request costs: statements sent to the database, beginnings and ends of transactions not counted."""

from collections.abc import AsyncIterator

import pytest

from kit.settings import Settings
from support.two_offices import House, counted, open_house


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_house(database_urls) as opened:
        yield opened


async def test_requests_keep_their_limits(house: House) -> None:
    office = await house.office()
    case = await house.case(office)
    key = await house.key(office)
    async with house.client(key) as http:
        for method, path, body in [
            ("GET", "/cases", None),
            ("GET", "/cases?q=antrean", None),
            ("GET", f"/cases/{case.number}", None),
            ("GET", f"/cases/{case.number}/messages", None),
            ("GET", "/events", None),
            ("POST", "/cases", {"kind": "complaint", "source": "phone", "text": "Halo"}),
            ("POST", f"/cases/{case.number}/wait", {}),
            ("POST", f"/cases/{case.number}/messages", {"text": "Halo"}),
        ]:
            await http.request(method, path, json=body)
            with counted() as seen:
                answer = await http.request(method, path, json=body)
            print(method, path, answer.status_code, len(seen))
            for each in seen:
                print("    ", each[:110])
