"""T34: what the answers to number and PIN tell a guesser, the operator, and nobody else."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from helpdesk.portal.passes import OPEN_FOR
from helpdesk.tracking import guessing
from support.citizen import Filed, Portal, Ticket, a_network

REFUSED = "Nomor laporan atau PIN tidak cocok."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong answers need not take their time where nobody measures it."""
    monkeypatch.setattr(guessing, "ANSWER_SECONDS", 0.0)


# -- what an answer tells


async def test_unknown_numbers_and_wrong_pins_are_answered_alike(portal: Portal, filed: Filed) -> None:
    unknown = f"{filed.ticket.number[:3]}-0000-0000-0"
    answers = []
    for number in (filed.ticket.number, unknown, "apa saja", filed.ticket.number[:-1]):
        page = await portal.citizen().track(Ticket(number, filed.ticket.wrong().pin))
        assert (page.status, REFUSED in page.text) == (422, True)
        answers.append(page.text.replace(number, ""))
    assert len(set(answers)) == 1


async def test_unknown_numbers_are_slowed_down_like_known_ones(portal: Portal) -> None:
    unknown = Ticket("ZZZ-0000-0000-0", "111111")
    pages = await portal.guess(unknown, times=12)
    assert [page.status for page in pages] == [422] * 10 + [429] * 2


async def test_both_answers_are_held_back_until_the_same_time_has_passed(
    portal: Portal, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for what its own work has left of the time that both take."""
    monkeypatch.setattr(guessing, "ANSWER_SECONDS", 3600.0)
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(guessing, "asyncio", SimpleNamespace(sleep=wait))
    for number in (filed.ticket.number, "ZZZ-0000-0000-0") * 2:
        guesser = portal.citizen()
        page = await guesser.open("track")
        began = time.monotonic()
        await guesser.press(page, "track", number=number, pin="000001")
        rest = waited.pop()
        assert rest < 3600.0 <= rest + time.monotonic() - began
    assert not waited, "once each"


async def test_a_pin_of_another_case_or_office_opens_nothing(portal: Portal, filed: Filed) -> None:
    other = await portal.case("Kasus lain")
    assert (await portal.citizen().track(Ticket(filed.ticket.number, other.ticket.pin))).status == 422
    assert (await portal.citizen(portal.world.neighbour).track(filed.ticket)).status == 422


@pytest.mark.parametrize(
    ("number", "pin"),
    [
        ("", ""),
        ("\x00" * 5, "\x00"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("B" * 5000, "1" * 5000),
        ("ＢＴＧ－７Ｋ４Ｑ", "１２３４５６"),
        ("\u202e", "\u0661\u0662\u0663\u0664\u0665\u0666"),
        ("%00", "%s"),
    ],
)
async def test_strange_numbers_and_pins_are_just_wrong(portal: Portal, number: str, pin: str) -> None:
    page = await portal.citizen().track(Ticket(number, pin))
    assert (page.status, REFUSED in page.text) == (422, True)


async def test_fields_that_are_missing_are_just_wrong(portal: Portal) -> None:
    citizen = portal.citizen()
    page = await citizen.press(await citizen.open("track"), "track")
    assert page.status == 422


# -- the operator


async def test_five_hundred_wrong_pins_an_hour_raise_an_alarm_once(
    portal: Portal, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await portal.runtime.redis.flushdb()
    monkeypatch.setattr(guessing, "ALARM", 6)
    with capture_logs() as logs:
        for count in range(9):
            await portal.citizen().track(Ticket(f"ZZZ{count}", "123456"))
    alarms = [line for line in logs if line["event"] == "pins_are_being_guessed"]
    assert len(alarms) == 1
    assert alarms[0]["log_level"] == "error"
    said = str(logs)
    assert filed.ticket.number not in said
    assert "123456" not in said


async def test_neither_number_nor_pin_stands_in_valkey(portal: Portal, filed: Filed) -> None:
    address = a_network()
    await portal.citizen(address=address).track(filed.ticket.wrong())
    keys = [key async for key in portal.runtime.redis.scan_iter("*")]
    assert keys
    for secret in (filed.ticket.number, filed.ticket.pin, address):
        assert not any(secret.encode() in key for key in keys)


async def test_without_valkey_the_numbers_are_still_guarded(portal: Portal, filed: Filed) -> None:
    await portal.runtime.redis.aclose()
    portal.runtime.redis.connection_pool.connection_kwargs["path"] = "nowhere.sock"
    portal.runtime.redis.connection_pool.reset()
    pages = await portal.guess(filed.ticket, times=14)
    assert [page.status for page in pages] == [422] * 10 + [429] * 4


def test_the_limits_are_those_of_t34() -> None:
    assert (guessing.OF_A_NUMBER, guessing.OF_A_NETWORK, guessing.ALARM) == (5, 20, 500)
    assert timedelta(hours=2) == OPEN_FOR
