"""Letters are kept as they came, for ninety days, for officers only."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.portal.reading import report
from helpdesk.portal.service import stored_file
from integrations.email.reader import Reader
from kit.errors import Missing
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.world import World
from tenants.permissions.model import Actor, ActorKind
from wiring.forgetting import forget_due

_KEPT = (
    "SELECT id, case_id, message_id, mime_type, storage_key FROM attachment WHERE tenant_id = $1 ORDER BY id"
)
_LETTER = b"From: siti@warga.example\nSubject: Antrean\nX-Aneh: =?x?\n\nDua jam \xff menunggu.\n"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        desk = MailDesk(world, post, reader)
        await desk.mailbox(world.district)
        yield desk


async def kept(desk: MailDesk) -> list[dict[str, Any]]:
    return await desk.world.district.rows(_KEPT)


async def test_a_letter_lies_beside_its_message_byte_by_byte(desk: MailDesk) -> None:
    place, files = desk.world.district, desk.world.files
    uid = desk.post.put(_LETTER)
    desk.post.put(_LETTER)
    await desk.look()
    [letter] = await kept(desk)
    said = await place.row("SELECT id, case_id FROM message WHERE tenant_id = $1 AND direction = 'in'")
    assert (letter["case_id"], letter["message_id"]) == (said["case_id"], said["id"])
    assert await files.read(place.id, letter["storage_key"]) == desk.post.box.letters[uid].content
    desk.post.number_anew()
    await desk.look()
    assert await kept(desk) == [letter], "what comes again is kept once"


async def test_its_citizen_is_not_given_it(desk: MailDesk) -> None:
    place = desk.world.district
    desk.post.put(_LETTER)
    await desk.look()
    [letter] = await kept(desk)
    assert [line.files for line in (await report(place.id, letter["case_id"])).lines if line.mine] == [()]
    citizen = Actor(tenant_id=place.id, kind=ActorKind.CITIZEN)
    with pytest.raises(Missing):
        await stored_file(citizen, letter["case_id"], letter["id"])


async def test_what_was_set_aside_is_kept_and_what_a_machine_wrote_is_not(desk: MailDesk) -> None:
    desk.post.put(b"From: a@warga.example, b@warga.example\nSubject: Dua\n\nx\n")
    desk.post.put(b"From: no-reply@layanan.example\nSubject: Kode\n\nx\n")
    desk.post.put(_LETTER, size=40_000_000)
    await desk.look()
    [letter] = await kept(desk)
    assert letter["case_id"] is None
    await desk.world.clock.forward(days=2)
    await forget_due(desk.world.district.id, files=desk.world.files)
    assert await kept(desk) == [letter], "it is no file whose form never came"


async def test_after_ninety_days_it_is_gone_and_what_was_read_of_it_stays(desk: MailDesk) -> None:
    place, files = desk.world.district, desk.world.files
    desk.post.put(_LETTER)
    await desk.look()
    [letter] = await kept(desk)
    path = desk.world.settings.data / "attachments" / letter["storage_key"]
    await desk.world.clock.forward(days=89)
    await forget_due(place.id, files=files)
    assert path.exists()
    await desk.world.clock.forward(days=2)
    await forget_due(place.id, files=files)
    assert (await kept(desk), path.exists()) == ([], False)
    assert await place.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'") == 1
