"""A filing against the simulated LAPOR over HTTP: the number, the files, the transfer, and who hears of trouble."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from kit.errors import Invalid
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import BPJS, Stage, lapor_stage
from support.photos import a_large_photo

_LINE = (
    "SELECT step, status, error_code, attempts, remote_id, documents FROM register_link WHERE tenant_id = $1"
    " ORDER BY created_at DESC LIMIT 1"
)
_STUCK = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'register.stuck'"
_TRANSFER = Wishes(transfer_to=BPJS, transfer_reason="Kewenangan BPJS Kesehatan.")


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


async def _line(stage: Stage) -> dict[str, Any]:
    return await stage.world.district.row(_LINE)


async def _filed(stage: Stage, wishes: Wishes | None = None) -> str:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await registers.file(dewi, number, version=None, wishes=wishes)
    return number


async def test_a_filing_brings_its_number_to_the_citizen_and_says_how_to_follow_it(stage: Stage) -> None:
    """Must-pass 1 of the contract."""
    number = await _filed(stage)
    await stage.world.work()
    [complaint] = (await stage.remote())["complaints"]
    tracking = str(complaint["id"])
    assert complaint["sent"]["content"].startswith(f"[Tiket {number}]")
    lapor = "SELECT lapor_number FROM cases WHERE tenant_id = $1"
    assert await stage.world.district.value(lapor) == tracking
    [said] = [text for text in stage.world.far_end.texts if tracking in text]
    assert all(way in said for way in (number, "lapor.go.id", "1708"))


async def test_the_number_of_the_ministrys_filing_reaches_the_citizen_through_the_district(
    stage: Stage,
) -> None:
    world = stage.world
    dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
    await stage.enter(world.ministry)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.ministry.slug, "Rujukan", world.book, version=None)
    await world.work()
    mirrored = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    await registers.file(ratna, mirrored, version=None)
    await world.work()
    [complaint] = (await stage.remote())["complaints"]
    [said] = [text for text in world.far_end.texts if str(complaint["id"]) in text]
    assert number in said and "lapor.go.id" in said


async def test_files_go_with_the_filing_under_the_ids_that_lapor_gave_them(stage: Stage) -> None:
    number = await an_opened_case(stage.world)
    await stage.a_file(number), await stage.a_file(number, "surat.png")
    dewi = await stage.world.staff(stage.world.district)
    await registers.file(dewi, number, version=None)
    await stage.fail(("upload", "failing"), ("upload", "stored_then_garbled"))
    for _ in range(3):
        await stage.advance()
        await stage.world.clock.forward(minutes=31)
    remote = await stage.remote()
    [complaint] = remote["complaints"]
    assert (remote["calls"]["upload"], remote["calls"]["create"]) == (3, 1)
    last = [each["id"] for each in remote["documents"]][-2:]
    assert complaint["sent"]["attachments"] == f"[{last[0]},{last[1]}]"


@pytest.mark.parametrize("fault", ["refused", "gone"])
async def test_a_file_that_lapor_does_not_take_stops_the_filing_until_an_officer_leaves_it_out(
    stage: Stage, fault: str
) -> None:
    number = await an_opened_case(stage.world)
    good, bad = await stage.a_file(number), await stage.a_file(number, "rusak.png")
    dewi = await stage.world.staff(stage.world.district)
    await registers.file(dewi, number, version=None)
    if fault == "refused":
        await stage.fail(("upload", "refused"))
    else:
        key = await stage.world.district.value(
            "SELECT storage_key FROM attachment WHERE tenant_id = $1 AND id = $2", bad
        )
        await stage.world.files.remove(stage.world.district.id, key)
    await stage.advance()
    line = await _line(stage)
    assert (line["step"], line["error_code"]) == ("failed", "media_rejected")
    assert await stage.world.district.value(_STUCK) == 1
    assert (await stage.remote())["filed"] == 0
    await registers.file(dewi, number, version=None, wishes=Wishes(files=(good,)))
    await stage.advance()
    remote = await stage.remote()
    assert [each["name"] for each in remote["documents"]][-1:] == ["foto.png"]
    assert remote["filed"] == 1 and remote["complaints"][0]["sent"]["attachments"].count(",") == 0


async def test_no_picture_leaves_with_the_place_and_the_camera_that_mail_carried_here(stage: Stage) -> None:
    number = await an_opened_case(stage.world)
    photo = a_large_photo("IMG.jpg")["buffer"]
    assert b"Exif" in photo
    await stage.world.district.change(
        "UPDATE attachment SET mime_type = 'image/jpeg' WHERE tenant_id = $1 AND id = $2",
        await stage.a_file(number, "IMG.jpg", photo),
    )
    dewi = await stage.world.staff(stage.world.district)
    await registers.file(dewi, number, version=None)
    await stage.advance()
    [document] = (await stage.remote())["documents"]
    assert (document["name"], document["exif"]) == ("IMG.jpg", False)


async def test_a_file_that_is_not_here_yet_or_of_another_case_is_no_file_of_this_filing(stage: Stage) -> None:
    number = await an_opened_case(stage.world)
    file = await stage.a_file(await an_opened_case(stage.world))
    dewi = await stage.world.staff(stage.world.district)
    with pytest.raises(Invalid) as refused:
        await registers.file(dewi, number, version=None, wishes=Wishes(files=(file,)))
    assert refused.value.details["fields"] == {"files": "unknown"}
    await stage.a_file(number)
    await stage.world.district.change(
        "UPDATE attachment SET state = 'waiting' WHERE tenant_id = $1 AND case_id ="
        " (SELECT id FROM cases WHERE tenant_id = $1 AND number = $2)",
        number,
    )
    with pytest.raises(Invalid) as refused:
        await registers.file(dewi, number, version=None)
    assert refused.value.details["fields"] == {"files": "not_here_yet"}


async def test_a_transfer_that_fails_is_asked_for_again_alone(stage: Stage) -> None:
    """Must-pass 3 of the contract: after 5 and 30 minutes, an hour, then hourly; the filing stays one."""
    await stage.fail(("transfer", "failing"), times=5)
    await _filed(stage, _TRANSFER)
    waits, steps = [], []
    for _ in range(6):
        await stage.advance()
        line = await _line(stage)
        steps.append(line["step"])
        waits.append(
            await stage.world.district.value(
                "SELECT extract(epoch FROM due_at - changed_at)::int / 60 FROM register_link WHERE tenant_id = $1"
            )
        )
        await stage.world.clock.forward(minutes=waits[-1], seconds=1)
    assert waits == [5, 30, 60, 60, 60, 10], "and what was heard at last is looked at soon"
    assert steps == ["submitted"] * 5 + ["transfer_requested"]
    remote = await stage.remote()
    assert (remote["calls"]["create"], remote["calls"]["transfer"]) == (1, 6)
    assert remote["complaints"][0]["transfer_to"] == "BPJS Kesehatan"
    assert await stage.world.district.value(_STUCK) == 0


async def test_a_transfer_that_fails_for_a_day_is_told_to_the_desk_once(stage: Stage) -> None:
    await stage.fail(("transfer", "failing"), times=30)
    await _filed(stage, _TRANSFER)
    told, since = [], 0
    for _ in range(29):
        await stage.advance()
        told.append((since, await stage.world.district.value(_STUCK)))
        wait = await stage.world.district.value(
            "SELECT extract(epoch FROM due_at - changed_at)::int / 60 FROM register_link WHERE tenant_id = $1"
        )
        since += wait
        await stage.world.clock.forward(minutes=wait, seconds=1)
    assert [count for minutes, count in told if minutes < 24 * 60] == [0] * 26
    assert [count for minutes, count in told if minutes >= 24 * 60] == [1] * 3


async def test_a_refused_transfer_is_told_at_once_and_the_filing_is_followed(stage: Stage) -> None:
    await stage.fail(("transfer", "refused"))
    await _filed(stage, _TRANSFER)
    await stage.advance()
    line = await _line(stage)
    assert (line["step"], line["error_code"]) == ("tracking", "transfer_refused")
    assert await stage.world.district.value(_STUCK) == 1


async def test_a_requested_transfer_waits_until_somebody_there_acts(stage: Stage) -> None:
    await _filed(stage, _TRANSFER)
    await stage.advance()
    remote_id = (await _line(stage))["remote_id"]
    steps = []
    for code, name in (("1", "Belum Terverifikasi"), ("2", "Terverifikasi")):
        await stage.set_state(remote_id, code, name)
        await stage.world.clock.forward(hours=3.4)  # three hours, and the tenth that no two looks share
        await stage.advance()
        steps.append((await _line(stage))["step"])
    assert steps == ["transfer_requested", "tracking"]
