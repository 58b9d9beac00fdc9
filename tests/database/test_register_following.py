"""A filed case is followed in the running LAPOR: everything that is said there, once, and no oftener than planned."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from helpdesk.attachments.service import fetch_due
from helpdesk.channels.conduct import PollPlan
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.world import Place, World
from tenants.offices import service as offices
from ui import formats

_LINK = "SELECT step, status, error_code, due_at, polled_at FROM register_link WHERE tenant_id = $1"
_TEXTS = "SELECT text FROM register_entry WHERE tenant_id = $1"


async def _filed(world: World, stage: LaporStage, place: Place | None = None) -> str:
    """A case that stands in LAPOR; answers its number there."""
    at = place or world.district
    dewi = await world.staff(at)
    await registers.file(dewi, await an_opened_case(world, at), version=None)
    await registers.advance_due(at.id, stage.book)
    rows = await at.rows("SELECT remote_id FROM register_link WHERE tenant_id = $1 ORDER BY created_at")
    return str(rows[-1]["remote_id"])


async def _look(world: World, stage: LaporStage, hours: float = 15) -> dict[str, Any]:
    await world.clock.forward(hours=hours)
    await registers.advance_due(world.district.id, stage.book)
    return (await world.district.rows(_LINK))[0]


async def _texts(world: World) -> list[str]:
    return [row["text"] for row in await world.district.rows(_TEXTS)]


@pytest.mark.parametrize(("items", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2)])
async def test_every_page_of_follow_ups_is_read(world: World, items: int, pages: int) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/followups", count=items)
        before = (await stage.ledger())["calls"].get("followups", 0)
        await _look(world, stage)
        assert len(await _texts(world)) == items
        assert (await stage.ledger())["calls"]["followups"] - before == pages


async def test_must_pass_5_follow_ups_come_once_over_repeated_polls_and_page_shifts(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/followups", count=12)
        await stage.faults(page_size=5, repeated_items=True)
        await _look(world, stage)
        assert len(await _texts(world)) == 12
        await stage.faults(page_size=7)  # the same items, on other pages
        await _look(world, stage)
        assert len(await _texts(world)) == 12
        await stage.control(f"complaints/{number}/edit")
        await _look(world, stage)
        await _look(world, stage)
        texts = await _texts(world)
        assert len(texts) == 13 and texts.count("Tindak lanjut 1 (diperbaiki)") == 1


async def test_odd_items_become_safe_readable_text(world: World) -> None:
    async with a_lapor(world) as stage:
        await _filed(world, stage)
        await stage.faults(odd_items=True)
        await _look(world, stage)
        texts = await _texts(world)
        said = "\n".join(texts)
        assert "Sudah diperiksa." in said and "A & B" in said
        assert "<" not in said and "alert(1)" not in said and "{{" not in said
        assert "Instansi Contoh menjawab; status –." in said, "placeholders are filled"
        assert "Terverifikasi → Dalam Proses" in texts, "`data` may be a text that holds the statuses"
        [written] = await world.district.rows(
            "SELECT at FROM register_entry WHERE tenant_id = $1 AND text = 'Memakai date'"
        )
        assert written["at"].isoformat() == "2026-11-20T01:00:00+00:00"
        [timeless] = await world.district.rows(
            "SELECT at FROM register_entry WHERE tenant_id = $1 AND text = 'Tanpa waktu'"
        )
        assert timeless["at"] is None


async def test_must_pass_6_an_unknown_status_closes_nothing(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/state", code="3", name="Dalam Proses")
        await _look(world, stage)
        await stage.control(f"complaints/{number}/state", code="99", name="Ditutup oleh sistem baru")
        after = await _look(world, stage)
        assert (after["step"], after["status"], after["due_at"] is not None) == (
            "tracking",
            "in_process",
            True,
        )
        case = await world.district.row("SELECT state, closed_at FROM cases WHERE tenant_id = $1")
        assert (case["state"], case["closed_at"]) == ("received", None)
        raw = await world.district.value("SELECT raw_name FROM register_link WHERE tenant_id = $1")
        assert raw == "Ditutup oleh sistem baru", "the raw word stays to be seen and mapped"


async def test_must_pass_7_times_of_jakarta_are_kept_in_utc_for_an_office_in_another_zone(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        owner = await asyncpg.connect(world.settings.owner_url)
        await owner.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = $1", world.district.id)
        await owner.close()
        offices.forget()
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/followups", count=1)
        await _look(world, stage)
        [entry] = await world.district.rows("SELECT at FROM register_entry WHERE tenant_id = $1")
        ledger_at = (await stage.ledger())["complaints"][0]["filed_at"]
        assert entry["at"] == datetime.fromisoformat(ledger_at)
        zone = (await offices.office(world.district.id)).timezone
        written = formats.date_time(entry["at"], zone, language="id")
        assert f"{entry['at'].astimezone(ZoneInfo('Asia/Jayapura')):%H.%M}" in written, (
            "read in the office's zone"
        )


async def test_what_was_finished_may_be_opened_again_and_the_history_says_so(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/state", code="4", name="Selesai")
        assert (await _look(world, stage))["status"] == "finished"
        await stage.control(f"complaints/{number}/state", code="3", name="Dalam Proses")
        after = await _look(world, stage, 30)
        assert (after["step"], after["status"]) == ("tracking", "in_process")
        told = await world.district.rows(
            "SELECT detail->>'was' AS was, detail->>'status' AS status FROM case_event"
            " WHERE tenant_id = $1 AND kind = 'register.changed' ORDER BY at, id"
        )
        assert told[-1] == {"was": "finished", "status": "in_process"}


async def test_a_rejection_that_is_taken_back_is_seen_also_after_our_own_transfer_request(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        dewi = await world.staff(world.district)
        wishes = Wishes(transfer_to="9002", transfer_reason="Bukan wewenang kami")
        await registers.file(dewi, await an_opened_case(world), version=None, wishes=wishes)
        for _ in range(2):
            await registers.advance_due(world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        for code, name, status in (("5", "Ditolak", "rejected"), ("3", "Dalam Proses", "in_process")):
            await stage.control(f"complaints/{complaint['id']}/state", code=code, name=name)
            after = await _look(world, stage, 30)
            assert (after["step"], after["status"]) == ("tracking", status)


async def test_an_unknown_word_after_the_end_is_looked_at_on(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/state", code="4", name="Selesai")
        await _look(world, stage)
        await stage.control(f"complaints/{number}/state", code="77", name="Dibuka Kembali")
        for _ in range(16):
            after = await _look(world, stage, 27)
        assert (after["step"], after["due_at"] is not None) == ("tracking", True)
        await stage.control(f"complaints/{number}/state", code="3", name="Dalam Proses")
        assert (await _look(world, stage, 27))["status"] == "in_process"


async def test_a_finished_case_is_looked_at_daily_for_fourteen_days_and_then_no_more(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/state", code="4", name="Selesai")
        found = await _look(world, stage)
        looks = 0
        while found["step"] == "tracking":
            assert timedelta(hours=21.5) <= found["due_at"] - found["polled_at"] <= timedelta(hours=26.5)
            found = await _look(world, stage, 27)
            looks += 1
        assert (found["step"], found["due_at"], 12 <= looks <= 14) == ("finished", None, True)


async def test_after_ten_failures_in_a_row_the_register_is_left_alone_until_it_answers(world: World) -> None:
    async with a_lapor(world) as stage:
        for _ in range(4):
            await _filed(world, stage)
        await stage.faults(orders=[{"call": "follow", "failure": "failing", "times": 1000}])
        for _ in range(3):
            await _look(world, stage, 4)
        asked = (await stage.ledger())["calls"]["follow"]
        assert asked >= 10
        account = await world.district.row(
            "SELECT blocked_at, blocked_code FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        )
        assert account["blocked_at"] is not None and account["blocked_code"] == "channel_failing"
        await _look(world, stage, 0.5)
        assert (await stage.ledger())["calls"]["follow"] == asked, "nobody knocks meanwhile"
        await stage.faults()
        await _look(world, stage, 1)
        await registers.advance_due(world.district.id, stage.book)
        links = await world.district.rows(_LINK)
        assert {link["error_code"] for link in links} == {""}
        freed = await world.district.value(
            "SELECT blocked_code FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        )
        assert freed is None


async def test_refused_keys_stop_the_looks_at_once(world: World) -> None:
    async with a_lapor(world) as stage:
        for _ in range(3):
            await _filed(world, stage)
        before = (await stage.ledger())["calls"].get("follow", 0)
        await stage.faults(orders=[{"call": "follow", "failure": "unauthorized", "times": 1000}])
        await _look(world, stage, 4)
        assert (await stage.ledger())["calls"]["follow"] - before <= 2, "one for each hand at most"


async def test_a_turn_is_no_larger_than_the_plan_allows(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], poll=PollPlan(batch=2, at_once=2))
        for _ in range(5):
            await _filed(world, stage)
        await world.clock.forward(hours=4)
        assert await registers.advance_due(world.district.id, stage.book) == 2
        assert await registers.advance_due(world.district.id, stage.book) == 2
        assert await registers.advance_due(world.district.id, stage.book) == 1


async def test_files_of_follow_ups_are_fetched_from_allowed_hosts_only(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], file_base_url=stage.base.removesuffix("/lapor"))
        number = await _filed(world, stage)
        await stage.control(
            f"complaints/{number}/followups",
            count=1,
            files=[
                "/lapor/files/surat.pdf",
                "/lapor/files/program.pdf",
                "/lapor/files/large.pdf",
                "/lapor/files/moved.pdf",
                "https://jahat.example/x.pdf",
            ],
        )
        await _look(world, stage)
        await fetch_due(world.district.id, stage.book, world.files)
        rows = await world.district.rows(
            "SELECT name, state, case_id FROM attachment WHERE tenant_id = $1 ORDER BY name"
        )
        assert {row["name"]: row["state"] for row in rows} == {
            "surat.pdf": "stored",
            "program.pdf": "refused",
            "large.pdf": "failed",
            "moved.pdf": "failed",
            "x.pdf": "failed",
        }
        assert all(row["case_id"] for row in rows), "they belong to the case"
        await _look(world, stage)
        assert len(await world.district.rows("SELECT id FROM attachment WHERE tenant_id = $1")) == 5


async def test_must_pass_10_two_offices_with_different_accounts_never_mix(world: World) -> None:
    async with a_lapor(world) as stage:
        ours, theirs = await _filed(world, stage), await _filed(world, stage, world.ministry)
        await stage.control(f"complaints/{theirs}/followups", count=3)
        await world.clock.forward(hours=15)
        for place in (world.district, world.ministry):
            await registers.advance_due(place.id, stage.book)
        assert await _texts(world) == []
        assert len(await world.ministry.rows(_TEXTS)) == 3
        filed_by = {each["id"]: each["filed_by"] for each in (await stage.ledger())["complaints"]}
        assert filed_by == {int(ours): 151, int(theirs): 152}
        await world.district.change("UPDATE register_link SET remote_id = $2 WHERE tenant_id = $1", theirs)
        assert (await _look(world, stage))["error_code"] == "message_rejected", "not ours, not shown"
        assert await _texts(world) == []


@pytest.mark.parametrize(
    "wrong", [{"unverified": 0}, {"jitter": 0.9}, {"at_once": 9}, {"batch": 0}, {"breaker_minutes": -1}]
)
def test_a_plan_that_can_never_work_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="poll"):
        PollPlan(**wrong)  # type: ignore[arg-type]
