from collections.abc import AsyncIterator

import pytest

from kit.settings import Settings
from support.two_offices import House, open_house


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_house(database_urls) as opened:
        yield opened


async def test_x(house: House) -> None:
    office = await house.office()
    case = await house.case(office)
    key = await house.key(office)
    async with house.client(key) as http:
        for path in (
            "/me",
            "/units",
            "/cases",
            "/cases?q=antrean",
            "/cases?q=siti",
            f"/cases?q={case.number}",
            "/cases?q=081255501234",
            "/cases?folder=done",
            f"/cases/{case.number}",
            f"/cases/{case.number}/messages",
            "/events",
            f"/cases/{case.number}/escalations/preview",
            "/cases?state=foo",
            "/nothing",
            "/cases/KMK-1",
        ):
            answer = await http.get(path)
            print(path, answer.status_code, answer.text[:600])
        r = await http.post(
            "/cases",
            json={"kind": "complaint", "source": "phone", "text": "Halo"},
            headers={"idempotency-key": "a"},
        )
        print(r.status_code, r.text, r.headers)
        r = await http.post(
            "/cases",
            json={"kind": "complaint", "source": "phone", "text": "Halo"},
            headers={"idempotency-key": "a"},
        )
        print(r.status_code, r.text, r.headers)
        r = await http.post(f"/cases/{case.number}/wait")
        print(r.status_code, r.text)
        r = await http.post(f"/cases/{case.number}/wait", json={"version": 1})
        print(r.status_code, r.text)
        r = await http.post(f"/cases/{case.number}/take", json={"version": 1, "x": 1})
        print(r.status_code, r.text)
        r = await http.get("http://localhost:8000/schema/openapi.json")
        print(r.status_code, r.text[:1000])
        r = await http.get("http://localhost:8000/nothing")
        print(r.status_code, r.text[:1000])
