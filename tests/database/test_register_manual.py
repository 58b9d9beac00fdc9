"""An office without keys files by hand: it copies, types the number back, keeps the status; keys may come later."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.incoming import service as incoming
from helpdesk.incoming.chores import keep_due
from helpdesk.incoming.model import Fate
from helpdesk.incoming.rules import sheet_of
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.drafting import propose
from kit.errors import Conflict, Invalid
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import Stage, lapor_stage
from tenants.permissions.model import Actor

_LINE = "SELECT step, mode, status, remote_id, due_at FROM register_link WHERE tenant_id = $1"
_HISTORY = "SELECT kind FROM case_event WHERE tenant_id = $1 AND kind LIKE 'register.%' ORDER BY at, id"
_PROMISES = "SELECT k.value::text FROM clock k WHERE k.tenant_id = $1 AND k.value::text LIKE '%lapor_%'"


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world whose district has no keys."""
    async with lapor_stage(database_urls) as opened:
        await opened.enter(opened.world.district, by_hand=True)
        yield opened


async def _asked(stage: Stage) -> tuple[Actor, str]:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await registers.file(dewi, number, version=None)
    return dewi, number


async def _line(stage: Stage) -> dict[str, Any]:
    return await stage.world.district.row(_LINE)


async def test_the_worker_leaves_a_filing_by_hand_alone(stage: Stage) -> None:
    await _asked(stage)
    await stage.world.clock.forward(days=3)
    await stage.advance()
    line = await _line(stage)
    assert (line["step"], line["mode"], line["due_at"]) == ("draft", "manual", None)
    assert (await stage.remote())["calls"] == {}


async def test_what_is_copied_by_hand_is_what_an_account_with_keys_would_send(stage: Stage) -> None:
    dewi, number = await _asked(stage)
    found = await by_hand.to_copy(dewi, number, stage.world.book)
    assert found is not None
    _, copied = found
    await by_hand.not_found(dewi, number, version=None)
    assert await by_hand.to_copy(dewi, number, stage.world.book) is None
    await stage.enter(stage.world.district)
    proposal = await propose(dewi, number, stage.world.book)
    await registers.file(dewi, number, version=None)
    await stage.advance()
    [complaint] = (await stage.remote())["complaints"]
    sent = complaint["sent"]
    for shown in (copied, proposal.prepared):
        assert shown is not None
        assert (shown.title, shown.content) == (sent["title"], sent["content"])
        assert (shown.secret, shown.anonymous) == (sent["is_secret"], sent["is_anonymous"])
        assert (shown.incident_on.isoformat(), shown.tags) == (sent["date_of_incident"], sent["tags_raw"])
    assert proposal.prepared is not None
    ids = (sent["classification_id"], sent["category_id"], sent["location_id"])
    prepared = proposal.prepared
    assert (prepared.classification, prepared.category, prepared.location) == tuple(map(str, ids))


async def test_the_number_that_was_typed_reaches_the_citizen(stage: Stage) -> None:
    dewi, number = await _asked(stage)
    for wrong in ("", "abc", "1234", "1" * 13, "12a456"):
        with pytest.raises(Invalid):
            await by_hand.settle(dewi, number, wrong, version=None, book=stage.world.book)
    await by_hand.settle(dewi, number, " 7654321 ", version=None, book=stage.world.book)
    await stage.world.work()
    assert (
        await stage.world.district.value("SELECT lapor_number FROM cases WHERE tenant_id = $1") == "7654321"
    )
    [said] = [text for text in stage.world.far_end.texts if "7654321" in text]
    assert all(way in said for way in (number, "lapor.go.id", "1708"))


async def test_a_number_of_another_case_is_refused(stage: Stage) -> None:
    dewi, number = await _asked(stage)
    await by_hand.settle(dewi, number, "7654321", version=None, book=stage.world.book)
    _, other = await _asked(stage)
    with pytest.raises(Conflict) as refused:
        await by_hand.settle(dewi, other, "7654321", version=None, book=stage.world.book)
    assert refused.value.code == "already_in_register"
    known_elsewhere = await an_opened_case(stage.world)
    await stage.world.district.change(
        "UPDATE cases SET lapor_number = '8888888' WHERE tenant_id = $1 AND number = $2", known_elsewhere
    )
    with pytest.raises(Conflict):
        await by_hand.settle(dewi, other, "8888888", version=None, book=stage.world.book)


async def test_an_offices_own_pattern_of_numbers_counts(stage: Stage) -> None:
    await stage.enter(stage.world.district, tracking_id_pattern=r"L-\d{3}")
    dewi, number = await _asked(stage)
    await stage.fail(("create", "stored_without_id"))
    await stage.advance()
    with pytest.raises(Invalid):
        await by_hand.settle(dewi, number, "7654321", version=None, book=stage.world.book)
    await by_hand.settle(dewi, number, "L-123", version=None, book=stage.world.book)


async def test_the_status_that_is_kept_by_hand_moves_the_promises_as_the_machines_would(
    stage: Stage,
) -> None:
    dewi, number = await _asked(stage)
    with pytest.raises(Conflict):
        await by_hand.note_status(dewi, number, "verified", version=None)
    await by_hand.settle(dewi, number, "7654321", version=None, book=stage.world.book)
    with pytest.raises(Invalid):
        await by_hand.note_status(dewi, number, "unknown", version=None)
    by_status = []
    for status in ("verified", "verified", "in_process", "answered", "finished"):
        await by_hand.note_status(dewi, number, status, "Dinas Kesehatan", version=None)
        by_status.append((await _line(stage))["status"])
    assert by_status == ["verified", "verified", "in_process", "answered", "finished"]
    kinds = [row["kind"] for row in await stage.world.district.rows(_HISTORY)]
    assert kinds[-4:] == ["register.changed"] * 4 and len(kinds) == 7
    [clocks] = await stage.world.district.rows(_PROMISES)
    assert all(kind in clocks["value"] for kind in ("lapor_verification", "lapor_response", "lapor_closing"))
    state = await stage.world.district.value("SELECT state FROM cases WHERE tenant_id = $1")
    assert state != "closed", "our case does not end because theirs did"


@pytest.mark.parametrize("same_account", [True, False])
async def test_switching_from_hand_to_keys_keeps_the_history_and_polls_by_the_typed_number(
    stage: Stage, same_account: bool
) -> None:
    """Must-pass 8 of the contract."""
    dewi, number = await _asked(stage)
    answer = await stage.http.post(
        f"{stage.base}/3.0.0/complaints/complaint",
        json=_as_typed_on_their_page(number),
        headers={"authorization": "Bearer pusat", "token": "{PUSAT}"},
    )
    typed = str(answer.json()["results"]["complaint"]["id"])
    await by_hand.settle(dewi, number, typed, version=None, book=stage.world.book)
    await by_hand.note_status(dewi, number, "verified", version=None)
    before = [row["kind"] for row in await stage.world.district.rows(_HISTORY)]
    await stage.world.clock.forward(hours=6, seconds=1)
    await stage.advance()
    assert (await stage.remote())["calls"] == {"create": 1}, "without keys nobody is asked"
    await (stage.give_keys if same_account else stage.enter)(stage.world.district)
    await stage.set_state(typed, "3", "Dalam Proses")
    await stage.world.clock.forward(hours=6, seconds=1)
    await stage.advance()
    line = await _line(stage)
    assert (line["step"], line["mode"], line["status"]) == ("tracking", "api", "in_process")
    assert line["remote_id"] == typed
    assert [row["kind"] for row in await stage.world.district.rows(_HISTORY)] == [*before, "register.changed"]
    remote = await stage.remote()
    assert (remote["filed"], remote["calls"]["follow"]) == (1, 1)
    with pytest.raises(Conflict):
        await by_hand.note_status(dewi, number, "finished", version=None)


def _as_typed_on_their_page(number: str) -> dict[str, Any]:
    flags = dict.fromkeys(("is_anonymous", "is_secret", "is_priority", "is_new_user_slider"), False)
    ids = ("channel", "user_id", "classification_id", "category_id", "location_id")
    return {
        **flags,
        **dict.fromkeys(ids, 1),
        "disposition_id": 151,
        "title": "Antrean",
        "content": f"[Tiket {number}] Antrean poli gigi selalu penuh",
        "date_of_incident": "2026-11-20",
        "tags_raw": "",
        "attachments": False,
    }


async def test_an_office_without_keys_takes_in_lapors_export_and_is_told_daily_what_differs(
    stage: Stage,
) -> None:
    dewi = await stage.world.staff(stage.world.district)
    sheet = sheet_of(b"Nomor;Isi laporan\n7000001;Antrean sejak subuh\n7000002;Obat habis")
    columns = await incoming.columns_of(dewi, sheet)
    report = await incoming.import_all(dewi, sheet, columns, stage.world.book)
    assert report.count(Fate.NEW) == 2
    [first, _] = await stage.world.district.rows(f"{_LINE} ORDER BY remote_id")
    assert (first["mode"], first["step"], first["remote_id"]) == ("manual", "tracking", "7000001")
    number = await stage.world.district.value(
        "SELECT number FROM cases WHERE tenant_id = $1 AND lapor_number = '7000001'"
    )
    await by_hand.note_status(dewi, number, "finished", version=None)
    await keep_due(stage.world.district.id, stage.world.book)
    told = await stage.world.district.rows(
        "SELECT fact->>'compared' AS compared, fact->>'differing' AS differing FROM outbox"
        " WHERE tenant_id = $1 AND kind = 'register.reconciled'"
    )
    assert told == [{"compared": "2", "differing": "1"}]
    assert (await stage.remote())["calls"] == {}, "nobody was asked"


async def test_with_its_first_keys_an_office_gets_lapors_lists(stage: Stage) -> None:
    await keep_due(stage.world.district.id, stage.world.book)
    lists = "SELECT count(*) FROM register_master WHERE tenant_id = $1"
    assert await stage.world.district.value(lists) == 0
    await stage.give_keys(stage.world.district)
    await keep_due(stage.world.district.id, stage.world.book)
    assert await stage.world.district.value(lists) > 0


async def test_a_filing_by_hand_whose_number_nobody_typed_back_gets_it_from_lapors_export(
    stage: Stage,
) -> None:
    dewi, number = await _asked(stage)
    text = f"Rujukan {number.lower()}: antrean poli gigi selalu penuh"
    sheet = sheet_of(f"Nomor;Isi laporan\n7000001;{text}\n7000002;Obat habis".encode())
    columns = await incoming.columns_of(dewi, sheet)
    report = await incoming.import_all(dewi, sheet, columns, stage.world.book)
    assert [(line.fate, line.case_number == number) for line in report.lines] == [
        (Fate.OURS, True),
        (Fate.NEW, False),
    ]
    line = await stage.world.district.row(f"{_LINE} AND remote_id = '7000001'")
    assert (line["step"], line["mode"]) == ("tracking", "manual")
