"""Drafts: kept, seen by colleagues, never overwritten in silence."""

import asyncio

import pytest

from helpdesk.cases import service as cases
from helpdesk.drafts.model import Tab
from helpdesk.drafts.service import discard, drafts_of, own_drafts, remove_file, save_draft
from kit.errors import Forbidden, Invalid, Missing, Stale
from support.builders import an_opened_case
from support.drafts import PDF, drafts_in, typed
from support.photos import PNG
from support.world import World
from tenants.permissions.model import Role


async def test_a_draft_is_kept_and_seen_by_colleagues_who_see_the_case(world: World) -> None:
    dewi, budi = await world.staff(world.district), await world.staff(world.district)
    unit = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    number = await an_opened_case(world)
    saved = await save_draft(dewi, number, Tab.REPLY, typed("Kami cek jadwal"))
    assert saved and saved.version == 1
    [seen] = await drafts_of(budi, number)
    assert (seen.text, seen.author_name, seen.author_id) == ("Kami cek jadwal", "Dewi Anjani", dewi.id)
    with pytest.raises(Missing):
        await drafts_of(unit, number)
    assert [own.number for own in await own_drafts(dewi)] == [number]
    assert await own_drafts(budi) == ()


async def test_drafts_of_notes_are_read_by_those_who_read_notes(world: World) -> None:
    dewi, reader = await world.staff(world.district), await world.staff(world.district, Role.INTEGRATOR)
    number = await an_opened_case(world)
    await save_draft(dewi, number, Tab.NOTE, typed("Kapus sedang cuti"))
    assert await drafts_of(reader, number) == ()
    with pytest.raises(Forbidden):
        await save_draft(reader, number, Tab.REPLY, typed("Halo"))


async def test_a_save_never_overwrites_what_another_window_saved(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    first = await save_draft(dewi, number, Tab.REPLY, typed("Satu"))
    assert first
    second = await save_draft(dewi, number, Tab.REPLY, typed("Satu dua", known=first.version))
    assert second
    with pytest.raises(Stale) as stale:
        await save_draft(dewi, number, Tab.REPLY, typed("Satu tiga", known=first.version))
    assert stale.value.code == "draft_newer"
    assert stale.value.details["draft"].text == "Satu dua"
    assert await drafts_in(world.district) == [("writing", "Satu dua", "")]
    again = await save_draft(dewi, number, Tab.REPLY, typed("Satu dua", known=first.version))
    assert again and again.version == second.version, "the same text is no conflict"


async def test_a_draft_that_is_gone_is_not_made_again_in_silence(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    saved = await save_draft(dewi, number, Tab.REPLY, typed("Satu"))
    assert saved
    await discard(dewi, number, Tab.REPLY)
    with pytest.raises(Stale) as stale:
        await save_draft(dewi, number, Tab.REPLY, typed("Satu dua", known=saved.version))
    assert stale.value.code == "draft_gone"


async def test_two_windows_that_begin_at_once_make_one_draft(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    ended = await asyncio.gather(
        *(save_draft(dewi, number, Tab.REPLY, typed(text)) for text in ("Satu", "Dua")),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["Draft", "Stale"]
    assert len(await drafts_in(world.district)) == 1


async def test_an_emptied_composer_leaves_no_draft(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    saved = await save_draft(dewi, number, Tab.NOTE, typed("Satu"))
    assert saved
    assert await save_draft(dewi, number, Tab.NOTE, typed("  ", known=saved.version)) is None
    assert await drafts_in(world.district) == []


async def test_files_wait_with_a_draft(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    files = (("foto.png", PNG), ("surat.pdf", PDF))
    saved = await save_draft(dewi, number, Tab.REPLY, typed("Lihat", uploads=files), world.files)
    assert saved
    assert [file.name for file in saved.files] == ["foto.png", "surat.pdf"]
    left = await remove_file(dewi, number, Tab.REPLY, saved.files[0].id)
    assert [file.name for file in left.files] == ["surat.pdf"]
    assert left.version > saved.version
    four = tuple((f"{n}.png", PNG) for n in range(5))
    with pytest.raises(Invalid) as wrong:
        await save_draft(
            dewi, number, Tab.REPLY, typed("Lihat", known=left.version, uploads=four), world.files
        )
    assert wrong.value.details["fields"] == {"files": "too_many"}


async def test_what_is_written_on_a_case_moves_out_of_sight_with_it(world: World) -> None:
    dewi = await world.staff(world.district)
    unit = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    number = await an_opened_case(world)
    place = world.district.units
    await cases.dispose(dewi, number, place["Puskesmas Batang I"], "", version=None)
    await save_draft(unit, number, Tab.REPLY, typed("Kami cek"))
    await cases.dispose(dewi, number, place["Puskesmas Batang II"], "", version=None)
    assert await own_drafts(unit) == ()
    assert [draft.text for draft in await drafts_of(dewi, number)] == ["Kami cek"]
