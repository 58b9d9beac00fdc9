"""What a request costs in statements, beginnings and ends of transactions not counted (performance.md)."""

from typing import Any

import pytest

from support.builders import an_opened_case
from support.integrators import House, counted

CASE = {"kind": "complaint", "source": "phone", "text": "Poli gigi selalu penuh"}


async def _cost(house: House, method: str, path: str, body: Any = None, **headers: str) -> list[str]:
    """The statements of a request that was made once before: what is remembered for seconds is remembered."""
    async with house.client(await house.key()) as http:
        for _ in range(2):
            with counted() as seen:
                answer = await http.request(method, path, json=body, headers=headers)
            assert answer.is_success, answer.text
    return seen


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/cases", 3),
        ("/cases?folder=done&kind=complaint&limit=200", 3),
        ("/cases?q=antrean", 3),
        ("/cases?q=081255501234", 3),
        ("/cases/{number}", 5),
        ("/cases/{number}/messages", 3),
        ("/events", 3),
        ("/units", 3),
        ("/me", 4),
    ],
)
async def test_reading_costs_few_statements(house: House, path: str, most: int) -> None:
    number = await an_opened_case(house.world)
    seen = await _cost(house, "GET", path.format(number=number))
    assert len(seen) <= most, "\n".join(seen)


async def test_an_act_costs_few_statements(house: House) -> None:
    number = await an_opened_case(house.world)
    seen = await _cost(house, "POST", f"/cases/{number}/messages", {"text": "Halo", "kind": "note"})
    assert len(seen) <= 7, "\n".join(seen)


async def test_an_idempotency_key_costs_two_short_transactions(house: House) -> None:
    case = await house.case()
    note = {"text": "Halo", "kind": "note"}
    plain = await _cost(house, "POST", f"/cases/{case.number}/messages", note)
    async with house.client(await house.key()) as http:
        with counted() as first:
            await http.post(f"/cases/{case.number}/messages", json=note, headers={"Idempotency-Key": "k"})
        with counted() as again:
            await http.post(f"/cases/{case.number}/messages", json=note, headers={"Idempotency-Key": "k"})
    assert len(first) == len(plain) + 4
    assert len(again) == 4


async def test_opening_a_case_costs_no_more_for_a_long_text(house: House) -> None:
    short = await _cost(house, "POST", "/cases", CASE)
    long = await _cost(house, "POST", "/cases", CASE | {"text": "Antrean " * 600})
    assert len(long) == len(short) <= 16, "\n".join(short)
