"""What an office files in a system that is there to try things is never taken for the real thing, here or there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.casefile.rules import Act
from helpdesk.casefile.service import case_page
from helpdesk.escalation import service as escalation
from helpdesk.registers import answering, modes
from helpdesk.registers import service as registers
from helpdesk.registers.model import Mode
from integrations.lapor.adapter import is_the_register
from kit.errors import Conflict
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import Stage, lapor_stage
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

_LINES = (
    "SELECT step, mode, tracking_id, remote_id, error_code, due_at FROM register_link"
    " WHERE tenant_id = $1 ORDER BY created_at, id"
)
_NUMBER = "SELECT lapor_number FROM cases WHERE tenant_id = $1"


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world whose district has the keys of a sandbox."""
    async with lapor_stage(database_urls) as opened:
        await opened.enter(opened.world.district, sandbox=True)
        yield opened


async def _lines(stage: Stage) -> list[dict[str, Any]]:
    return [dict(row) for row in await stage.world.district.rows(_LINES)]


async def _file(stage: Stage, dewi: Actor, number: str) -> None:
    await registers.file(dewi, number, version=None, book=stage.world.book)


async def _tried(stage: Stage) -> tuple[Actor, str]:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await _file(stage, dewi, number)
    await stage.advance()
    return dewi, number


async def _turn(stage: Stage, *, sandbox: bool) -> None:
    """The same account leads elsewhere now."""
    district, book = stage.world.district, stage.world.book
    row = await district.row(
        "SELECT id, version FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND active"
    )
    settings = {"sandbox": sandbox}
    own = type(stage.settings)(**{**_fields(stage.settings), **settings})
    async with tenant_scope(district.id) as scope:
        assert await book.change(scope, row["id"], "LAPOR", "151", own, row["version"])
    book.forget(row["id"])


def _fields(settings: Any) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__struct_fields__}


def test_only_a_governments_address_that_is_no_sandbox_is_the_register() -> None:
    assert is_the_register("https://api-splp.layanan.go.id/lapor/3.0.0")
    for other in (
        "https://api-splp.layanan.go.id/sandbox-konsolidasi/1.0",
        "https://Sandbox.layanan.go.id/lapor",
        "http://localhost:8001/lapor/3.0.0",
        "https://lapor.example/3.0.0",
        "https://layanan.go.id.example/lapor",
    ):
        assert not is_the_register(other), other


async def test_the_office_is_told_in_which_way_it_deals_with_the_register(stage: Stage) -> None:
    dewi = await stage.world.staff(stage.world.district)
    assert await modes.mode_of(dewi, stage.world.book) is Mode.SANDBOX
    await stage.enter(stage.world.district)
    assert await modes.mode_of(dewi, stage.world.book) is Mode.API
    await stage.enter(stage.world.district, by_hand=True)
    assert await modes.mode_of(dewi, stage.world.book) is Mode.MANUAL
    await stage.world.district.change(
        "UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor'"
    )
    assert await modes.mode_of(dewi, stage.world.book) is Mode.OFF


async def test_a_number_of_a_sandbox_bears_its_mark_on_the_case_in_the_ledger_and_to_the_citizen(
    stage: Stage,
) -> None:
    _, number = await _tried(stage)
    [line] = await _lines(stage)
    assert (line["step"], line["mode"]) == ("tracking", "sandbox")
    assert line["tracking_id"] == f"UJI-{line['remote_id']}"
    assert await stage.world.district.value(_NUMBER) == line["tracking_id"]
    await stage.world.work()
    [said] = [text for text in stage.world.far_end.texts if line["remote_id"] in text]
    assert all(word in said for word in (number, line["tracking_id"], "Uji coba", "tidak berlaku"))
    assert "mengikutinya" not in said


async def test_a_case_that_was_filed_to_try_is_filed_in_earnest_and_both_stay_on_record(stage: Stage) -> None:
    dewi, number = await _tried(stage)
    [tried] = await _lines(stage)
    with pytest.raises(Conflict):
        await _file(stage, dewi, number)
    await _turn(stage, sandbox=False)
    await _file(stage, dewi, number)
    await stage.advance()
    first, second = await _lines(stage)
    assert (first["mode"], first["tracking_id"]) == ("sandbox", tried["tracking_id"])
    assert (second["mode"], second["step"]) == ("api", "tracking")
    assert await stage.world.district.value(_NUMBER) == second["tracking_id"] == second["remote_id"]
    await stage.world.work()
    [said] = [text for text in stage.world.far_end.texts if f"nomor {second['tracking_id']}" in text]
    assert "Uji coba" not in said
    view = await case_page(dewi, number, stage.world.book)
    assert view.register is not None
    assert (view.register.mode, view.register.trial) == (Mode.API, False)
    with pytest.raises(Conflict):
        await _file(stage, dewi, number)


async def test_what_was_tried_is_never_looked_for_in_the_real_register(stage: Stage) -> None:
    dewi, number = await _tried(stage)
    await _turn(stage, sandbox=False)
    calls = (await stage.remote())["calls"]
    await stage.world.clock.forward(days=1)
    await stage.advance()
    assert (await stage.remote())["calls"] == calls
    [line] = await _lines(stage)
    assert (line["step"], line["due_at"]) == ("finished", None)
    view = await case_page(dewi, number, stage.world.book)
    assert Act.REGISTER in view.acts


async def test_what_is_asked_for_in_a_sandbox_is_not_sent_when_the_real_keys_come(stage: Stage) -> None:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await _file(stage, dewi, number)
    await _turn(stage, sandbox=False)
    await stage.advance()
    [line] = await _lines(stage)
    assert (line["step"], line["error_code"]) == ("failed", "trial_over")
    assert (await stage.remote())["calls"] == {}


async def test_what_stands_in_the_real_register_waits_while_the_account_leads_to_a_sandbox(
    stage: Stage,
) -> None:
    await _turn(stage, sandbox=False)
    dewi, number = await _tried(stage)
    await answering.write(dewi, number, "Obat sudah tersedia", version=None, book=stage.world.book)
    other = await an_opened_case(stage.world)
    await _file(stage, dewi, other)
    await _turn(stage, sandbox=True)
    calls = (await stage.remote())["calls"]
    await stage.world.clock.forward(days=1)
    await stage.advance()
    await answering.answer_due(stage.world.district.id, stage.world.book)
    assert (await stage.remote())["calls"] == calls
    first, second = await _lines(stage)
    assert (first["step"], first["mode"], first["error_code"]) == ("tracking", "api", "another_system")
    assert (second["step"], second["mode"], second["error_code"]) == ("draft", "api", "another_system")
    fails = "SELECT sum(follow_fails) FROM account WHERE tenant_id = $1 AND kind = 'lapor'"
    assert await stage.world.district.value(fails) == 0, "it says nothing of the register"
    await _turn(stage, sandbox=False)
    await stage.world.clock.forward(days=1)
    await stage.advance()
    await answering.answer_due(stage.world.district.id, stage.world.book)
    assert [(line["step"], line["error_code"]) for line in await _lines(stage)] == [("tracking", "")] * 2
    assert await stage.world.district.value("SELECT step FROM register_answer WHERE tenant_id = $1") == "sent"


async def test_a_number_from_a_sandbox_keeps_no_other_office_from_filing_in_earnest(stage: Stage) -> None:
    world = stage.world
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    ratna = await world.staff(world.ministry)
    await stage.enter(world.ministry)
    await _file(stage, dewi, number)
    await escalation.escalate(dewi, number, world.ministry.slug, "Mohon bantuan", world.book, version=None)
    await world.work()
    mirrored = await world.ministry.row("SELECT number, lapor_number FROM cases WHERE tenant_id = $1")
    assert mirrored["lapor_number"].startswith("UJI-")
    await _file(stage, ratna, mirrored["number"])
    await world.work()
    found = await world.ministry.value(_NUMBER)
    assert found.isdigit()
    assert await world.district.value(_NUMBER) == found
    told = [text for text in world.far_end.texts if f"nomor {found}" in text]
    assert len(told) == 1
