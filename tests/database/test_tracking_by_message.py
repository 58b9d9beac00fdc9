"""“lacak NUMBER”: the conversation of a report is told its state, everybody else needs the PIN (T9, T34)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from helpdesk.cases.model import CaseKind
from helpdesk.cases.numbers import new_number, pin
from helpdesk.intake import inquiring
from helpdesk.intake.hand import Filing, open_in_portal
from helpdesk.tracking import guessing
from helpdesk.tracking import service as tracking
from kit.ids import uuid7
from kit.limits import Limits
from support.builders import a_message, a_number, an_opened_case
from support.people import a_person, merged
from support.world import PIN_KEY, World
from tenants.permissions.model import Actor, ActorKind

_FAILURES = "SELECT count(*) FROM pin_failure WHERE tenant_id = $1"


@pytest.fixture(autouse=True)
async def guarded(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Tries are counted, and wrong answers need not take their time."""
    redis = Redis.from_url(redis_url)
    tracking.configure(Limits(redis, secret=uuid7().bytes), PIN_KEY)
    monkeypatch.setattr(guessing, "ANSWER_SECONDS", 0.0)
    yield
    tracking.configure(None, b"")
    await redis.aclose()


async def ask(world: World, phone: str, text: str, **more: Any) -> str:
    """What the office answers; empty when it does not."""
    await world.work()
    before = len(world.far_end.sent)
    await world.arrive(world.district, a_message(phone, text, **more))
    await world.work()
    return "\n".join(world.far_end.texts[before:])


async def pin_of(world: World, number: str) -> str:
    row = await world.district.row(
        "SELECT id, pin_generation FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return pin(PIN_KEY, world.district.id, row["id"], row["pin_generation"])


async def test_the_own_report_needs_no_pin(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone, text="Rahasia: saya sakit kusta")
    answer = await ask(world, phone, f"lacak {number}")
    assert answer.startswith(f"Laporan {number}: Diterima.")
    assert "kusta" not in answer
    assert phone[3:] not in answer
    assert "Siti" not in answer
    said = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'"
    assert await world.district.value(said) == 1, "a question is no message of the case"
    assert (await ask(world, phone, "status")).startswith(f"Laporan {number}: Diterima.")
    assert (await ask(world, phone, f"track {number}")).startswith(f"Report {number}: ")


async def test_somebody_else_needs_the_pin(world: World) -> None:
    number, stranger = await an_opened_case(world), a_number()
    without = await ask(world, stranger, f"lacak {number}")
    assert "tulis juga PIN-nya" in without
    assert "Diterima" not in without
    right = await ask(world, stranger, f"lacak {number} {await pin_of(world, number)}")
    assert right.startswith(f"Laporan {number}: Diterima.")
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1
    kept = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND position('lacak'::bytea IN arrival) > 0"
    assert await world.district.value(kept) == 0, "a PIN is not kept in what came"


async def test_the_answer_does_not_tell_whether_there_is_such_a_report(world: World) -> None:
    real, none = await an_opened_case(world), new_number("BTG")
    answers = {await ask(world, a_number(), f"lacak {number}") for number in (real, none, "12345")}
    assert len(answers) == 1
    wrong = {await ask(world, a_number(), f"lacak {number} 000000") for number in (none, "12345")}
    wrong.add(
        await ask(world, a_number(), f"lacak {real} {(int(await pin_of(world, real)) + 1) % 10**6:06d}")
    )
    assert wrong == {"Nomor laporan atau PIN tidak cocok. Periksa keduanya, lalu coba lagi."}
    assert await world.district.value(_FAILURES) == 3, "counted where the page of a report counts them"


async def test_a_typed_telephone_number_is_no_proof(world: World) -> None:
    victim, citizen = a_number(), Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    filing = Filing(kind=CaseKind.COMPLAINT, text="umpan", phone=victim)
    case = await open_in_portal(citizen, filing, (), world.book, key="k")
    assert "tulis juga PIN-nya" in await ask(world, victim, f"lacak {case.number}")
    assert "Tulis lacak dan nomor" in await ask(world, victim, "lacak")


async def test_who_guesses_is_stopped_like_on_the_page(world: World) -> None:
    number, guesser = await an_opened_case(world), a_number()
    right = await pin_of(world, number)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answers = [await ask(world, guesser, f"lacak {number} {wrong}") for _ in range(7)]
    assert all("tidak cocok" in answer for answer in answers[:5])
    assert "banyak percobaan" in answers[6]
    assert "banyak percobaan" in await ask(world, guesser, f"lacak {number} {right}")
    assert f"Laporan {number}" in await ask(world, a_number(), f"lacak {number} {right}"), "its owner gets in"


async def test_a_machine_that_asks_for_ever_is_not_answered_for_ever(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    await world.work()
    await world.arrive(world.district, *(a_message(phone, f"lacak {number}") for _ in range(30)))
    before = len(world.far_end.sent)
    await world.work()
    assert len(world.far_end.sent) - before == tracking.ANSWERS_AN_HOUR
    waiting = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state = 'new'"
    assert await world.district.value(waiting) == 0


async def test_twenty_workers_answer_once(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    await world.work()
    before = len(world.far_end.sent)
    message = a_message(phone, f"lacak {number}")
    await asyncio.gather(*(world.arrive(world.district, message) for _ in range(20)))
    await asyncio.gather(*(world.take_in(world.district) for _ in range(20)))
    await world.work()
    assert len(world.far_end.sent) - before == 1


async def test_who_dies_while_answering_is_followed_by_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    await world.work()
    await world.arrive(world.district, a_message(phone, f"lacak {number}"))

    async def killed(*_: object) -> None:
        """The worker is gone between the two transactions."""

    with monkeypatch.context() as patch:
        patch.setattr("helpdesk.intake.service.answer_all", killed)
        await world.take_in(world.district)
    before = len(world.far_end.sent)
    await world.work()
    assert len(world.far_end.sent) == before, "it is in somebody's hands for a minute"
    await world.clock.forward(seconds=61)
    await world.work()
    assert world.far_end.texts[before:] == [world.far_end.texts[-1]]
    assert world.far_end.texts[-1].startswith(f"Laporan {number}")


async def test_an_answer_that_fails_is_tried_again_and_harms_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    await world.work()
    whole, seen = tracking.answer, []

    async def once(*given: Any) -> str:
        seen.append(given)
        if len(seen) == 1:
            raise OSError
        return await whole(*given)

    monkeypatch.setattr(inquiring.tracking, "answer", once)
    before = len(world.far_end.sent)
    await world.arrive(
        world.district, a_message(phone, f"lacak {number}"), a_message(a_number(), "Obat habis")
    )
    await world.work()
    assert len(world.far_end.sent) - before == 1, "the other citizen's acknowledgement"
    await world.clock.forward(minutes=2)
    await world.work()
    assert world.far_end.texts[-1].startswith(f"Laporan {number}")


async def test_a_merge_lets_nobody_read_the_others_older_report(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    await merged(world, officer, siti, other)
    assert "tulis juga PIN-nya" in await ask(world, other.phone, f"lacak {siti.number}")
    assert (await ask(world, other.phone, "status")).startswith(f"Laporan {other.number}: ")
    told = await ask(world, a_number(), f"lacak {other.number} {await pin_of(world, other.number)}")
    assert told.startswith(f"Laporan {other.number}: "), "its own PIN opens it as before"
