"""An answer that waits ten seconds: taken back, sent once, or a draft again; never lost, never twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.drafts.model import HOLD_SECONDS, Tab
from helpdesk.drafts.sending import hold, send, send_at_once, send_due, state_of, take_back
from helpdesk.drafts.service import save_draft
from helpdesk.replies import service as replies
from kit.errors import Conflict, Invalid, Stale
from kit.settings import Settings
from support.builders import a_message, a_number, an_opened_case
from support.drafts import become_due, drafts_in, retire, said_to, typed
from support.photos import PNG
from support.world import World
from tenants.permissions.model import Role

TEXT = "Poli gigi buka lagi hari Jumat."
ROOT = Path(__file__).parents[2]
_Found = TypeVar("_Found")


async def version_of(world: World, number: str) -> int:
    version: int = await world.district.value(
        "SELECT version FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return version


async def test_a_held_answer_is_sent_when_its_moment_comes_and_not_before(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    version = await version_of(world, number)
    held = await hold(dewi, number, typed(TEXT), world.book, world.files, version=version)
    assert held.due_at
    assert (held.due_at - held.updated_at).total_seconds() == HOLD_SECONDS
    assert await send_due(world.district.id, world.book) == 0
    assert await said_to(world.district, number) == []
    assert await state_of(dewi, number, held.id) == "held"
    await become_due(world.district)
    assert await send_due(world.district.id, world.book) == 1
    assert await said_to(world.district, number) == [TEXT]
    assert await drafts_in(world.district) == []
    assert await state_of(dewi, number, held.id) == "sent"
    await world.work()
    assert TEXT in world.far_end.texts


async def test_a_held_answer_can_be_taken_back(world: World) -> None:
    dewi, budi, number = (
        await world.staff(world.district),
        await world.staff(world.district),
        await an_opened_case(world),
    )
    held = await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    with pytest.raises(Conflict):
        await take_back(budi, number, held.id)
    await take_back(dewi, number, held.id)
    assert await drafts_in(world.district) == [("writing", TEXT, "")]
    await become_due(world.district)
    await send_due(world.district.id, world.book)
    assert await said_to(world.district, number) == []
    with pytest.raises(Conflict):
        await take_back(dewi, number, held.id)


async def test_what_was_written_since_stands_below_the_answer_taken_back(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    held = await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    await save_draft(dewi, number, Tab.REPLY, typed("Satu lagi.", uploads=(("foto.png", PNG),)), world.files)
    await take_back(dewi, number, held.id)
    assert await drafts_in(world.district) == [("writing", f"{TEXT}\n\nSatu lagi.", "")]
    assert await world.district.value("SELECT draft_id FROM attachment WHERE tenant_id = $1") == held.id


async def test_workers_at_once_send_it_once(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    held = await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    await become_due(world.district)
    await asyncio.gather(
        *(send_due(world.district.id, world.book) for _ in range(4)),
        send_at_once(dewi, number, held.id, world.book),
    )
    assert await said_to(world.district, number) == [TEXT]


async def test_a_worker_killed_with_the_message_written_leaves_the_answer_waiting(
    world: World, database_urls: Settings
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world, text="Halo, obat habis")
    await world.district.change("UPDATE cases SET conversation_id = NULL WHERE tenant_id = $1")
    uploads = (("foto.png", PNG),)
    await hold(dewi, number, typed(TEXT, uploads=uploads), world.book, world.files, version=None)
    await become_due(world.district)
    other = await asyncpg.connect(database_urls.worker_url)
    try:
        transaction = other.transaction()
        await transaction.start()
        # The message is written before its file is bound: so the worker waits for us in between.
        await other.execute("SELECT set_config('app.tenant_id', $1, true)", str(world.district.id))
        await other.execute("SELECT FROM attachment WHERE tenant_id = $1 FOR UPDATE", world.district.id)
        worker = _worker(database_urls, world.district.id)
        backend = await _waits_for_us(database_urls, worker)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        await transaction.rollback()
    finally:
        await other.close()
    await _seen(database_urls, lambda connection: _is_gone(connection, backend))
    assert await said_to(world.district, number) == []
    assert await drafts_in(world.district) == [("held", TEXT, "")]
    await send_due(world.district.id, world.book)
    assert await said_to(world.district, number) == [TEXT]
    assert await drafts_in(world.district) == []


async def _waits_for_us(settings: Settings, worker: "subprocess.Popen[bytes]") -> int:
    """The backend of the worker, once it waits for a lock in this database."""

    async def waiting(connection: "asyncpg.Connection[Any]") -> int:
        assert worker.poll() is None, worker.communicate()
        return await connection.fetchval(
            "SELECT coalesce(min(pid), 0) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )

    return await _seen(settings, waiting)


async def _is_gone(connection: "asyncpg.Connection[Any]", backend: int) -> bool:
    """The server has noticed that nobody is there, and let go of the draft."""
    return not await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", backend)


async def _seen(settings: Settings, look: Callable[["asyncpg.Connection[Any]"], Awaitable[_Found]]) -> _Found:
    """What somebody sees who looks until there is something."""
    connection = await asyncpg.connect(settings.worker_url)
    try:
        async with asyncio.timeout(60):
            while not (found := await look(connection)):  # noqa: ASYNC110 - nobody rings
                await asyncio.sleep(0.02)
    finally:
        await connection.close()
    return found


def _worker(settings: Settings, tenant_id: int) -> "subprocess.Popen[bytes]":
    """Another process that sends what is held."""
    script = (
        "import asyncio, sys\n"
        "from helpdesk.channels.accounts import AccountBook\n"
        "from helpdesk.drafts.sending import send_due\n"
        "from kit.sealing import Sealer\n"
        "from support.channel import FarEnd, adapters\n"
        "from tenants.doors import open_gate\n"
        "async def main():\n"
        "    await open_gate(sys.argv[1], most=2)\n"
        "    await send_due(int(sys.argv[2]), AccountBook(adapters(FarEnd()), Sealer([b's' * 32])))\n"
        "asyncio.run(main())\n"
    )
    path = os.pathsep.join(str(ROOT / part) for part in ("", "platform", "tests"))
    return subprocess.Popen(
        [sys.executable, "-c", script, settings.worker_url, str(tenant_id)],
        env={**os.environ, "PYTHONPATH": path, "PICCOLO_CONF": "wiring.piccolo_conf"},
        stderr=subprocess.PIPE,
    )


async def test_a_citizen_who_writes_meanwhile_makes_it_a_draft_with_the_reason(world: World) -> None:
    phone = a_number()
    dewi, number = await world.staff(world.district), await an_opened_case(world, phone=phone)
    await hold(dewi, number, typed(TEXT), world.book, world.files, version=await version_of(world, number))
    await world.arrive(world.district, a_message(phone, "Sudah tidak perlu, terima kasih."))
    await world.take_in(world.district)
    await become_due(world.district)
    await send_due(world.district.id, world.book)
    assert await said_to(world.district, number) == []
    assert await drafts_in(world.district) == [("writing", TEXT, "case_stale")]


async def test_what_its_author_does_meanwhile_does_not_stop_it(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await hold(dewi, number, typed(TEXT), world.book, world.files, version=await version_of(world, number))
    await cases.take(dewi, number, version=None)
    await become_due(world.district)
    await send_due(world.district.id, world.book)
    assert await said_to(world.district, number) == [TEXT]


async def test_an_author_without_the_right_any_more_sends_nothing(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    await retire(world.district, dewi)
    await become_due(world.district)
    await send_due(world.district.id, world.book)
    assert await said_to(world.district, number) == []
    assert await drafts_in(world.district) == [("writing", TEXT, "not_permitted")]


async def test_a_case_closed_meanwhile_keeps_the_text(world: World) -> None:
    dewi, budi, number = (
        await world.staff(world.district),
        await world.staff(world.district),
        await an_opened_case(world),
    )
    await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    await cases.close(budi, number, version=None)
    await become_due(world.district)
    await send_due(world.district.id, world.book)
    [(state, text, reason)] = await drafts_in(world.district)
    assert (state, text) == ("writing", TEXT)
    assert reason in ("case_stale", "case_ended")


async def test_what_could_not_be_sent_is_refused_before_it_is_held(world: World) -> None:
    dewi, budi, number = (
        await world.staff(world.district),
        await world.staff(world.district),
        await an_opened_case(world),
    )
    version = await version_of(world, number)
    for text, code in (("", "required"), ("x" * 4001, "too_long"), ("Yth. {nama}", "unfilled")):
        with pytest.raises(Invalid) as wrong:
            await hold(dewi, number, typed(text), world.book, world.files, version=version)
        assert wrong.value.details["fields"] == {"text": code}
    await cases.take(budi, number, version=None)
    with pytest.raises(Stale):
        await hold(dewi, number, typed(TEXT), world.book, world.files, version=version)
    assert await drafts_in(world.district) == []
    await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    with pytest.raises(Conflict) as second:
        await hold(dewi, number, typed("Dan lagi."), world.book, world.files, version=None)
    assert second.value.code == "answer_is_held"


async def test_sending_takes_the_draft_along_but_not_one_of_another_window(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    saved = await save_draft(dewi, number, Tab.REPLY, typed(TEXT))
    assert saved
    await send(dewi, number, typed(TEXT, known=saved.version), world.book, world.files, version=None)
    assert await drafts_in(world.district) == []
    await save_draft(dewi, number, Tab.REPLY, typed("Dari jendela lain"))
    await send(dewi, number, typed("Langsung"), world.book, world.files, version=None)
    assert await said_to(world.district, number) == [TEXT, "Langsung"]
    assert await drafts_in(world.district) == [("writing", "Dari jendela lain", "")]


async def test_one_office_never_sends_what_another_one_holds(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    held = await hold(dewi, number, typed(TEXT), world.book, world.files, version=None)
    await become_due(world.district)
    assert await send_due(world.neighbour.id, world.book) == 0
    stranger = await world.staff(world.neighbour, Role.SUPERVISOR)
    with pytest.raises(Exception, match="case_missing"):
        await take_back(stranger, number, held.id)
    assert await drafts_in(world.district) == [("held", TEXT, "")]


async def test_the_api_sends_at_once_as_ever(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await replies.reply(dewi, number, TEXT, world.book, version=None)
    assert await said_to(world.district, number) == [TEXT]
    assert await drafts_in(world.district) == []
