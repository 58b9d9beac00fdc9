"""What is kept for a time only goes when the time is over, and nothing else goes with it."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from helpdesk.attachments import service as attachments
from helpdesk.channels.model import FetchedMedia, MediaRef
from helpdesk.drafts import service as drafts
from helpdesk.drafts.model import Tab, Typed
from helpdesk.escalation import service as escalation
from kit.files import FileStore
from kit.folder_files import FolderFiles
from kit.ids import uuid7
from support.builders import a_message, a_number, an_opened_case
from support.photos import PNG
from support.world import World
from tenants.directory import store as directory
from tenants.doors import tenant_scope
from tenants.sessions import store as sessions
from wiring.forgetting import forget_due


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FolderFiles(tmp_path)


async def _due(world: World) -> bool:
    sweep = await asyncpg.connect(world.settings.sweep_url)
    rows = await sweep.fetch("SELECT tenant_id FROM due_forgetting_tenants(100000)")
    await sweep.close()
    return world.district.id in {row["tenant_id"] for row in rows}


async def test_an_office_has_its_turn_once_a_day(world: World, files: FileStore) -> None:
    assert await _due(world)
    await forget_due(world.district.id, files=files)
    assert not await _due(world)
    await world.clock.forward(hours=25)
    assert await _due(world)


async def test_after_ninety_days_told_facts_and_what_was_taken_in_are_gone_but_nothing_comes_twice(
    world: World, files: FileStore
) -> None:
    message = a_message(a_number())
    await world.arrive(world.district, message)
    await world.work()
    full = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND arrival <> ''"
    told = "SELECT count(*) FROM outbox WHERE tenant_id = $1"
    heard = "SELECT count(*) FROM outbox_heard WHERE tenant_id = $1"
    await world.district.change(
        "INSERT INTO outbox_heard SELECT tenant_id, id, 'x' FROM outbox WHERE tenant_id = $1"
    )
    await world.clock.forward(days=89)
    await forget_due(world.district.id, files=files)
    assert await world.district.value(full) == 1
    assert await world.district.value(told) > 0
    assert await world.district.value(heard) > 0
    await world.clock.forward(days=2)
    await world.arrive(world.district, a_message(a_number()))
    await forget_due(world.district.id, files=files)
    assert await world.district.value(told) == await world.district.value(heard) == 0
    assert await world.district.value(full) == 1, "what waits is kept"
    await world.arrive(world.district, message)
    assert await world.take_in(world.district) == 1
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 2


async def test_letters_are_emptied_after_ninety_days_and_the_count_of_their_link_stays(
    world: World, files: FileStore
) -> None:
    number, agent = await an_opened_case(world), await world.staff(world.district)
    await escalation.escalate(agent, number, world.province.slug, "Dokter provinsi", world.book, version=None)
    await world.work()
    full = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND body <> ''"
    assert await world.district.value(full) == 1
    await world.clock.forward(days=91)
    await forget_due(world.district.id, files=files)
    assert await world.district.value(full) == 0
    assert await world.district.value("SELECT count(*) FROM letter WHERE tenant_id = $1") == 1


async def _session(world: World, person_id: UUID) -> UUID:
    session_id = uuid7()
    async with tenant_scope(world.district.id) as scope:
        await sessions.open_session(scope, session_id, session_id.bytes, person_id)
    return session_id


async def test_what_an_officer_left_unfinished_for_ninety_days_is_gone(
    world: World, files: FileStore
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    other = await an_opened_case(world)
    await drafts.save_draft(dewi, number, Tab.NOTE, Typed(text="Sejak lama"), files)
    await world.clock.forward(days=89)
    await drafts.save_draft(dewi, other, Tab.NOTE, Typed(text="Baru saja"), files)
    await forget_due(world.district.id, files=files)
    assert [each.draft.text for each in await drafts.own_drafts(dewi)] == ["Baru saja", "Sejak lama"]
    await world.clock.forward(days=2)
    await forget_due(world.district.id, files=files)
    assert [each.draft.text for each in await drafts.own_drafts(dewi)] == ["Baru saja"]


async def test_ended_sessions_go_after_thirty_days_except_the_last_which_tells_when_somebody_was_here(
    world: World, files: FileStore
) -> None:
    dewi = await world.staff(world.district)
    assert dewi.person_id
    ended, fresh, last = [await _session(world, dewi.person_id) for _ in range(3)]
    for session_id, days in ((ended, 31), (fresh, 29), (last, 31)):
        await world.district.change(
            "UPDATE session SET revoked_at = now() - make_interval(days => $3) WHERE tenant_id = $1 AND id = $2",
            session_id,
            days,
        )
    await forget_due(world.district.id, files=files)
    rows = await world.district.rows("SELECT id FROM session WHERE tenant_id = $1")
    assert {row["id"] for row in rows} == {fresh, last}


async def test_links_that_opened_nothing_for_thirty_days_are_gone(world: World, files: FileStore) -> None:
    dewi = await world.staff(world.district)
    assert dewi.person_id
    old, new = uuid7().bytes, uuid7().bytes
    await directory.make_link(old, dewi.person_id, timedelta(days=-31))
    await directory.make_link(new, dewi.person_id, timedelta(days=-29))
    await forget_due(world.district.id, files=files)
    backup = await asyncpg.connect(world.settings.backup_url)
    left = await backup.fetch("SELECT digest FROM one_time_link WHERE person_id = $1", dewi.person_id)
    await backup.close()
    assert [row["digest"] for row in left] == [new]


def _count(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


async def _upload(world: World, files: FileStore) -> MediaRef:
    [media] = await attachments.keep_uploads(world.district.id, [("foto.png", PNG)], files)
    return media


async def test_files_whose_form_never_came_go_after_a_day_and_bound_or_awaited_ones_stay(
    world: World, files: FileStore, tmp_path: Path
) -> None:
    await _upload(world, files)
    bound = await _upload(world, files)
    await an_opened_case(world, media=(bound,))
    awaited = await _upload(world, files)
    await world.arrive(world.district, a_message(a_number(), media=(awaited,)))
    await forget_due(world.district.id, files=files)
    assert _count(tmp_path) == 3, "not before a day"
    await world.clock.forward(hours=25)
    await world.district.change(
        "UPDATE attachment SET created_at = created_at - interval '2 hours'"
        " WHERE tenant_id = $1 AND id <> $2",
        awaited.stored_id,
    )
    await forget_due(world.district.id, files=files)
    rows = await world.district.rows("SELECT id FROM attachment WHERE tenant_id = $1")
    assert {row["id"] for row in rows} == {bound.stored_id, awaited.stored_id}
    assert _count(tmp_path) == 2


async def test_a_file_that_waits_behind_a_slow_one_keeps_its_whole_lease(
    world: World, files: FileStore
) -> None:
    photos = tuple(MediaRef(remote_id=name, kind="image", mime_type="image/png") for name in ("a", "b"))
    await an_opened_case(world, kind="image", media=photos)
    leased: list[int] = []

    class Slow:
        async def fetch(self, media: MediaRef, account: object, *, limit: int) -> FetchedMedia:
            attempts = (
                "SELECT count(*) FROM attachment WHERE tenant_id = $1 AND state = 'waiting' AND attempts > 0"
            )
            leased.append(await world.district.value(attempts))
            return FetchedMedia(content=PNG, mime_type="image/png", sha256="")

    world.far_end.fetch = Slow().fetch
    assert await attachments.fetch_due(world.district.id, world.book, files) == 2
    assert leased == [1, 1], "each is leased when its turn comes"
