"""A call that takes long is not taken for dead: nobody is asked to look for what is just being said."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.registers import answering
from helpdesk.registers import service as registers
from helpdesk.registers.model import LEASE, LONGEST_CALL
from integrations.lapor.access import _LONGEST_WAIT
from integrations.lapor.settings import LONGEST_SECONDS
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import Stage, lapor_stage
from tenants.permissions.model import Actor

_LINES = "SELECT step FROM register_link WHERE tenant_id = $1"
_ANSWERS = "SELECT step FROM register_answer WHERE tenant_id = $1"
_SLOWEST = timedelta(seconds=2 * 90)
"""What the usual settings let one call take."""


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


def _while_it_thinks(
    stage: Stage, patch: pytest.MonkeyPatch, took: timedelta, other_hand: Callable[[], Awaitable[None]]
) -> None:
    """The next call takes so long, and meanwhile another worker does what is due."""
    send = stage.http.send

    async def slow(*values: Any, **named: Any) -> Any:
        patch.setattr(stage.http, "send", send)
        response = await send(*values, **named)
        await stage.world.clock.forward(seconds=took.total_seconds())
        await other_hand()
        return response

    patch.setattr(stage.http, "send", slow)


async def _asked(stage: Stage) -> tuple[Actor, str]:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await registers.file(dewi, number, version=None)
    return dewi, number


async def test_a_filing_that_takes_its_time_is_left_alone_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(stage)
    seen: list[Any] = []

    async def other_hand() -> None:
        await stage.advance()
        seen.extend(await stage.world.district.rows(_LINES))

    _while_it_thinks(stage, monkeypatch, _SLOWEST, other_hand)
    await stage.advance()
    assert seen == [{"step": "submitting"}]
    assert await stage.world.district.rows(_LINES) == [{"step": "tracking"}]
    assert (await stage.remote())["filed"] == 1


@pytest.mark.parametrize(("took", "meanwhile"), [(_SLOWEST, "sending"), (2 * LEASE, "needs_person")])
async def test_an_answer_that_is_told_late_stands_there_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, took: timedelta, meanwhile: str
) -> None:
    dewi, number = await _asked(stage)
    await stage.advance()
    await answering.write(dewi, number, "Sudah.", version=None)
    seen: list[Any] = []

    async def other_hand() -> None:
        await answering.answer_due(stage.world.district.id, stage.world.book, files=stage.world.files)
        seen.extend(await stage.world.district.rows(_ANSWERS))

    _while_it_thinks(stage, monkeypatch, took, other_hand)
    await answering.answer_due(stage.world.district.id, stage.world.book, files=stage.world.files)
    assert seen == [{"step": meanwhile}]
    assert await stage.world.district.rows(_ANSWERS) == [{"step": "sent"}]


def test_the_slowest_settings_fit_into_a_lease() -> None:
    """A token, the account's turn, and an answer that drips."""
    slowest = timedelta(seconds=LONGEST_SECONDS + _LONGEST_WAIT + 2 * LONGEST_SECONDS)
    assert slowest < LONGEST_CALL < LEASE
