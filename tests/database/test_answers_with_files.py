"""Files that officers send: which way carries them, who may fetch them, and what a failed message does next."""

from uuid import UUID

import pytest

from helpdesk.channels.errors import MediaRejected, MessageRejected, OutcomeUnknown
from helpdesk.drafts.model import Tab
from helpdesk.drafts.sending import send, send_note
from helpdesk.drafts.service import save_draft
from helpdesk.message_templates.model import TypedTemplate
from helpdesk.message_templates.service import add_template, change_template
from helpdesk.portal.service import stored_file
from helpdesk.replies import service as replies
from helpdesk.replies.model import TemplateChoice
from kit.errors import Conflict, Invalid, Missing
from support.builders import a_number, an_opened_case
from support.drafts import PDF, case_row, drafts_in, said_to, typed
from support.photos import PNG
from support.world import World
from tenants.permissions.model import Actor, ActorKind, Role

AUDIO = b"#!AMR" + b"0" * 20


async def file_named(world: World, name: str) -> UUID:
    found: UUID = await world.district.value(
        "SELECT id FROM attachment WHERE tenant_id = $1 AND name = $2", name
    )
    return found


async def test_on_the_tracking_page_a_file_goes_with_its_text_and_a_note_s_never(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.district.change("UPDATE cases SET conversation_id = NULL WHERE tenant_id = $1")
    shown = typed("Ini jadwalnya.", uploads=(("jadwal.amr", AUDIO),))
    await send(dewi, number, shown, world.book, world.files, version=None)
    await send_note(dewi, number, typed("Rahasia", uploads=(("rahasia.pdf", PDF),)), world.files)
    assert await said_to(world.district, number) == ["Ini jadwalnya."]
    case = await case_row(world.district, number)
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    kept = await stored_file(citizen, case["id"], await file_named(world, "jadwal.amr"))
    assert await world.files.read(world.district.id, kept.key) == AUDIO
    with pytest.raises(Missing):
        await stored_file(citizen, case["id"], await file_named(world, "rahasia.pdf"))


async def test_a_channel_takes_only_what_it_carries_and_the_draft_keeps_the_rest(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    with pytest.raises(Invalid) as wrong:
        await send(
            dewi, number, typed("Lihat", uploads=(("a.amr", AUDIO),)), world.book, world.files, version=None
        )
    assert wrong.value.details["fields"] == {"files": "type_not_carried"}
    assert await drafts_in(world.district) == [("writing", "Lihat", "")]
    assert await said_to(world.district, number) == []


async def test_no_file_goes_out_after_the_window(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.clock.forward(hours=25)
    with pytest.raises(Conflict) as refused:
        await send(
            dewi, number, typed("Lihat", uploads=(("a.pdf", PDF),)), world.book, world.files, version=None
        )
    assert refused.value.code == "files_need_window"


async def test_a_file_that_is_gone_fails_and_is_told(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await send(dewi, number, typed(uploads=(("foto.png", PNG),)), world.book, world.files, version=None)
    key = await world.district.value("SELECT storage_key FROM attachment WHERE tenant_id = $1")
    await world.files.remove(world.district.id, key)
    await world.work()
    failed = await world.district.row(
        "SELECT error_code FROM delivery WHERE tenant_id = $1 AND state = 'failed'"
    )
    assert failed["error_code"] == MediaRejected.code


async def test_a_failed_message_goes_out_once_more_as_a_delivery_of_its_own(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.work()
    _, message_id = await replies.reply(dewi, number, "Halo", world.book, version=None)
    with pytest.raises(Conflict) as waiting:
        await replies.retry(dewi, number, message_id, world.book)
    assert waiting.value.code == "not_failed"
    world.far_end.answers = [MessageRejected("131000")]
    await world.work()
    await replies.retry(dewi, number, message_id, world.book)
    await world.work()
    states = await world.district.rows(
        "SELECT state FROM delivery WHERE tenant_id = $1 AND message_id = $2 ORDER BY created_at", message_id
    )
    assert [row["state"] for row in states] == ["failed", "sent"]
    with pytest.raises(Conflict):
        await replies.retry(dewi, number, message_id, world.book)


async def test_a_message_of_unknown_fate_goes_out_once_more_when_no_news_can_come(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.work()
    _, message_id = await replies.reply(dewi, number, "Halo", world.book, version=None)
    world.far_end.answers = [OutcomeUnknown("timeout")]
    await world.work()
    with pytest.raises(Conflict) as waiting:
        await replies.retry(dewi, number, message_id, world.book)
    assert waiting.value.code == "outcome_awaited"
    await world.clock.forward(minutes=16)
    await world.work()
    await replies.retry(dewi, number, message_id, world.book)
    await world.work()
    states = await world.district.rows(
        "SELECT state FROM delivery WHERE tenant_id = $1 AND message_id = $2 ORDER BY created_at", message_id
    )
    assert [row["state"] for row in states] == ["unknown", "sent"]


async def test_free_text_is_not_tried_again_after_the_window(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.work()
    _, message_id = await replies.reply(dewi, number, "Halo", world.book, version=None)
    world.far_end.answers = [MessageRejected("131000")]
    await world.work()
    await world.clock.forward(hours=25)
    with pytest.raises(Conflict) as closed:
        await replies.retry(dewi, number, message_id, world.book)
    assert closed.value.code == "window_closed"


async def test_another_case_s_message_is_not_found(world: World) -> None:
    dewi = await world.staff(world.district)
    number, other = (
        await an_opened_case(world, phone=a_number()),
        await an_opened_case(world, phone=a_number()),
    )
    _, message_id = await replies.reply(dewi, number, "Halo", world.book, version=None)
    with pytest.raises(Missing):
        await replies.retry(dewi, other, message_id, world.book)


async def test_a_template_that_was_taken_off_is_sent_no_more(world: World) -> None:
    admin, dewi = await world.staff(world.district, Role.ADMINISTRATOR), await world.staff(world.district)
    number = await an_opened_case(world)
    await world.clock.forward(hours=25)
    template = TypedTemplate(
        name="jadwal",
        language="id",
        category="utility",
        body="Datang {{1}}.",
        variables="waktu",
        state="approved",
    )
    template_id = await add_template(admin, world.district.account_id, template)
    choice = TemplateChoice(template_id=template_id, values=("Jumat",))
    await save_draft(dewi, number, Tab.REPLY, typed("Tulisan lama", template=choice))
    paused = TypedTemplate(
        name="jadwal",
        language="id",
        category="utility",
        body="Datang {{1}}.",
        variables="waktu",
        state="paused",
    )
    await change_template(admin, template_id, paused, version=1)
    with pytest.raises(Conflict) as refused:
        await send(dewi, number, typed(template=choice), world.book, world.files, version=None)
    assert refused.value.code == "template_not_approved"
