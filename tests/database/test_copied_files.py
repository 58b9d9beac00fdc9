"""Files travel as copies: chosen by an officer, allowed by the relation, checked by their hash, never linked."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.drafts.sending import send
from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from helpdesk.relay.service import carry_due
from support.builders import an_opened_case
from support.drafts import PDF, typed
from support.kept_files import a_file
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_FILES = (
    "SELECT id, name, state, storage_key, sha256, message_id FROM attachment WHERE tenant_id = $1"
    " AND case_id IS NOT NULL ORDER BY name"
)


async def case_with_files(world: World) -> tuple[Actor, str, dict[str, UUID]]:
    """A citizen's report with a letter and a recording."""
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    found: dict[str, UUID] = {}
    for name, mime in (("surat.pdf", "application/pdf"), ("suara.ogg", "audio/ogg")):
        found[name] = await a_file(world.district.id, world.files, PDF, name, mime)
        await world.district.change(
            "UPDATE attachment SET case_id = m.case_id, message_id = m.id FROM message m"
            " WHERE attachment.tenant_id = $1 AND m.tenant_id = $1 AND m.direction = 'in' AND attachment.id = $2",
            found[name],
        )
    return dewi, number, found


async def hands_over(world: World, dewi: Actor, number: str, *files: UUID) -> None:
    await escalation.escalate(
        dewi, number, world.province.slug, "Rujukan", world.book, version=None, files=frozenset(files)
    )


async def test_only_what_an_officer_picked_and_the_relation_allows_goes_along(world: World) -> None:
    dewi, number, files = await case_with_files(world)
    look = await escalation.preview(dewi, number, world.province.slug)
    assert [file.name for file in look.files] == ["surat.pdf"], "recordings stay at home unless agreed on"
    await hands_over(world, dewi, number, *files.values())
    await world.work()
    [copy] = await world.province.rows(_FILES)
    original = await world.district.row(f"{_FILES.split(' ORDER')[0]} AND name = 'surat.pdf'")
    assert (copy["name"], copy["state"], copy["sha256"]) == ("surat.pdf", "stored", original["sha256"])
    assert {copy["id"], copy["storage_key"]}.isdisjoint({original["id"], original["storage_key"]})
    assert await world.files.read(world.province.id, copy["storage_key"]) == PDF
    await world.files.remove(world.district.id, original["storage_key"])
    assert await world.files.read(world.province.id, copy["storage_key"]) == PDF, "a copy, not a link"
    said = await world.province.row(
        "SELECT direction FROM message WHERE tenant_id = $1 AND id = $2", copy["message_id"]
    )
    assert said["direction"] == "in"


async def test_nothing_goes_along_that_nobody_picked(world: World) -> None:
    dewi, number, _ = await case_with_files(world)
    await hands_over(world, dewi, number)
    await world.work()
    assert await world.province.rows(_FILES) == []


async def test_what_is_not_what_it_was_stays_at_home_and_the_letter_goes(world: World) -> None:
    dewi, number, files = await case_with_files(world)
    key = await world.district.value(
        "SELECT storage_key FROM attachment WHERE tenant_id = $1 AND name = 'surat.pdf'"
    )
    await world.files.put(world.district.id, key, b"%PDF-1.7 something else")
    await hands_over(world, dewi, number, files["surat.pdf"])
    await world.work()
    assert await world.province.value("SELECT count(*) FROM cases WHERE tenant_id = $1 AND mirrored") == 1
    assert await world.province.rows(_FILES) == []


async def test_a_letter_that_is_carried_twice_copies_once_and_goes_on_where_it_died(world: World) -> None:
    dewi, number, files = await case_with_files(world)
    await hands_over(world, dewi, number, files["surat.pdf"])
    everything = "SELECT storage_key FROM attachment WHERE tenant_id = $1"
    put, world.files.put = world.files.put, _dies  # type: ignore[method-assign]
    try:
        await carry_due(world.district.id, files=world.files)
    finally:
        world.files.put = put  # type: ignore[method-assign]
    [before] = await world.province.rows(everything)
    await world.clock.forward(minutes=5)
    await world.work()
    await world.district.change("UPDATE letter SET state = 'waiting', due_at = now() WHERE tenant_id = $1")
    await world.work()
    [copy] = await world.province.rows(_FILES)
    assert copy["storage_key"] == before["storage_key"]
    assert await world.province.rows(everything) == [before]


async def _dies(*_: object) -> None:
    raise OSError


async def test_copies_are_scanned_like_any_other_file(world: World) -> None:
    dewi, number, files = await case_with_files(world)
    await hands_over(world, dewi, number, files["surat.pdf"])
    world.files.scanned = True
    await world.work()
    [copy] = await world.province.rows(_FILES)
    assert copy["state"] == "scanning"


async def test_an_answer_brings_its_files_and_the_desk_reads_them(world: World) -> None:
    dewi, number, _ = await case_with_files(world)
    await hands_over(world, dewi, number)
    await world.work()
    hendro = await world.staff(world.province)
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    uploads = (("jawaban.pdf", PDF),)
    await send(hendro, mirrored, typed("Lihat", uploads=uploads), world.book, world.files, version=None)
    await world.work()
    copy = await world.district.row(f"{_FILES.split(' ORDER')[0]} AND name = 'jawaban.pdf'")
    said = "SELECT direction FROM message WHERE tenant_id = $1 AND id = $2"
    assert await world.district.value(said, copy["message_id"]) == "peer"
    assert await world.files.read(world.district.id, copy["storage_key"]) == PDF


@pytest.mark.parametrize("kinds", [True, False])
async def test_the_relation_decides_about_files_of_answers_too(world: World, kinds: bool) -> None:
    dewi, number, _ = await case_with_files(world)
    await hands_over(world, dewi, number)
    await world.work()
    await _allow(world, world.province, kinds)
    hendro = await world.staff(world.province)
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    uploads = (("jawaban.pdf", PDF),)
    await send(hendro, mirrored, typed("Lihat", uploads=uploads), world.book, world.files, version=None)
    await world.work()
    names = [row["name"] for row in await world.district.rows(_FILES)]
    assert ("jawaban.pdf" in names) is kinds


async def _allow(world: World, place: Place, kinds: bool) -> None:
    administrator = await world.staff(place, Role.ADMINISTRATOR)
    seen = await relations.seen_one(administrator, world.district.slug)
    files = seen.relation.files if kinds else frozenset()
    await relations.change(administrator, world.district.slug, replace(seen.relation, files=files))
