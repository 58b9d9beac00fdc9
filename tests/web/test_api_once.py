"""A request under an Idempotency-Key takes effect once, whatever breaks in between (reliability.md §2.2)."""

import asyncio
from typing import Any

import httpx
import pytest

from helpdesk.api import store
from support.builders import an_opened_case
from support.integrators import House

CASE = {"kind": "complaint", "source": "phone", "text": "Poli gigi selalu penuh", "phone": "081255501234"}


def under(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


async def _cases(house: House) -> int:
    count: int = await house.office.value("SELECT count(*) FROM cases WHERE tenant_id = $1")
    return count


async def test_a_repeated_request_gets_the_same_answer(house: House) -> None:
    async with house.client(await house.key()) as http:
        first = await http.post("/cases", json=CASE, headers=under("a-1"))
        again = await http.post("/cases", json=CASE, headers=under("a-1"))
        other = await http.post("/cases", json=CASE, headers=under("a-2"))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["number"] != first.json()["number"]
    assert await _cases(house) == 2


async def test_ten_at_once_open_one_case(house: House) -> None:
    async with house.client(await house.key()) as http:
        answers = await asyncio.gather(
            *(http.post("/cases", json=CASE, headers=under("same")) for _ in range(10))
        )
    statuses = sorted({answer.status_code for answer in answers})
    assert statuses in ([201], [201, 409])
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"request_running"}
    assert len({a.json()["number"] for a in answers if a.status_code == 201}) == 1
    assert await _cases(house) == 1


async def test_a_key_belongs_to_one_body(house: House) -> None:
    async with house.client(await house.key()) as http:
        await http.post("/cases", json=CASE, headers=under("k"))
        answer = await http.post("/cases", json=CASE | {"text": "Lain"}, headers=under("k"))
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await _cases(house) == 1


async def test_a_key_counts_for_one_client_and_one_route(house: House) -> None:
    one, other = (await house.case()).number, (await house.case()).number
    note = {"text": "Telepon kepala", "kind": "note"}
    async with house.client(await house.key()) as http:
        assert (await http.post(f"/cases/{one}/messages", json=note, headers=under("k"))).status_code == 201
        assert (await http.post(f"/cases/{other}/messages", json=note, headers=under("k"))).status_code == 201
    async with house.client(await house.key()) as http:
        assert (await http.post(f"/cases/{one}/messages", json=note, headers=under("k"))).status_code == 201
    assert (
        await house.office.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND text LIKE 'Tel%'")
        == 3
    )


async def test_an_answer_is_sent_to_the_citizen_once(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key()) as http:
        answers = [
            await http.post(f"/cases/{number}/messages", json={"text": "Halo"}, headers=under("k"))
            for _ in range(3)
        ]
    await house.world.work()
    assert {answer.content for answer in answers} == {answers[0].content}
    assert house.world.far_end.texts.count("Halo") == 1


async def test_a_refusal_frees_the_key(house: House) -> None:
    case = await house.case()
    async with house.client(await house.key()) as http:
        refused = await http.post(f"/cases/{case.number}/reopen", headers=under("k"))
        await http.post(f"/cases/{case.number}/close")
        done = await http.post(f"/cases/{case.number}/reopen", headers=under("k"))
    assert (refused.status_code, done.status_code) == (409, 200)


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 201])
async def test_a_key_is_a_short_word(house: House, key: str) -> None:
    async with house.client(await house.key()) as http:
        answer = await http.post("/cases", json=CASE, headers={"Idempotency-Key": key.encode()})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert await _cases(house) == 0


async def _crash_before_the_answer(
    house: House, monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient, path: str, body: Any
) -> None:
    """The process dies between doing and storing the answer: here, the answer's own statement fails."""

    async def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            await http.post(path, json=body, headers=under("k"))


async def _let_the_lease_end(house: House) -> None:
    await house.office.change(
        "UPDATE idempotency_key SET created_at = created_at - make_interval(secs => $2) WHERE tenant_id = $1",
        store.LEASE_SECONDS + 1.0,
    )


async def test_after_a_crash_the_case_is_found_again_and_not_opened_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.client(await house.key()) as http:
        await _crash_before_the_answer(house, monkeypatch, http, "/cases", CASE)
        running = await http.post("/cases", json=CASE, headers=under("k"))
        await _let_the_lease_end(house)
        answers = [await http.post("/cases", json=CASE, headers=under("k")) for _ in range(2)]
    number = await house.office.value("SELECT number FROM cases WHERE tenant_id = $1")
    assert (running.status_code, running.json()["code"]) == (409, "request_running")
    assert int(running.headers["retry-after"]) == store.LEASE_SECONDS
    assert [(answer.status_code, answer.json()["number"]) for answer in answers] == [(201, number)] * 2


async def test_after_a_crash_an_act_is_never_repeated_blindly(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await an_opened_case(house.world)
    path, body = f"/cases/{number}/messages", {"text": "Halo"}
    async with house.client(await house.key()) as http:
        await _crash_before_the_answer(house, monkeypatch, http, path, body)
        await _let_the_lease_end(house)
        answer = await http.post(path, json=body, headers=under("k"))
    await house.world.work()
    assert (answer.status_code, answer.json()["code"]) == (409, "outcome_unknown")
    assert house.world.far_end.texts.count("Halo") == 1


async def test_after_seven_days_a_key_is_free(house: House) -> None:
    async with house.client(await house.key()) as http:
        first = await http.post("/cases", json=CASE, headers=under("k"))
        await house.office.change(
            "UPDATE idempotency_key SET created_at = created_at - interval '8 days' WHERE tenant_id = $1"
        )
        second = await http.post("/cases", json=CASE | {"text": "Lain"}, headers=under("k"))
        await house.office.change(
            "UPDATE idempotency_key SET created_at = created_at - interval '8 days' WHERE tenant_id = $1"
        )
    assert first.json()["number"] != second.json()["number"]
    assert await store.forget_old(house.office.id) == 1
    assert await store.forget_old(house.office.id) == 0
