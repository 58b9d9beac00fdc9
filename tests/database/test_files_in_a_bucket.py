"""Files of an office in a bucket: everything works as with a folder, and while it is away nothing is lost."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.attachments.service import fetch_due, keep_uploads
from helpdesk.casefile.service import file_of_case
from helpdesk.channels.errors import FileAway, MediaRejected
from helpdesk.channels.model import MediaRef
from helpdesk.drafts.model import Tab
from helpdesk.drafts.sending import send
from helpdesk.drafts.service import save_draft
from integrations.email.reader import Reader
from kit.bucket_files import BucketFiles
from kit.errors import Invalid
from kit.files import FilesAway
from support.buckets import Bucket, a_bucket
from support.builders import an_opened_case
from support.drafts import typed
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.photos import PNG
from support.world import World
from wiring.forgetting import forget_due

PDF = b"%PDF-1.7 surat"
_FILES = "SELECT id, name, state, attempts FROM attachment WHERE tenant_id = $1 ORDER BY created_at, id"
_DELIVERIES = """
    SELECT d.state, d.error_code FROM delivery d
    JOIN message m ON m.tenant_id = d.tenant_id AND m.id = d.message_id
    WHERE d.tenant_id = $1 AND NOT m.automatic ORDER BY d.created_at, d.id
"""


@pytest.fixture
async def bucket(world: World) -> AsyncIterator[Bucket]:
    async with a_bucket() as opened:
        world.files = BucketFiles(opened.settings(prefix="kantor"))
        yield opened


async def states(world: World) -> list[str]:
    return [row["state"] for row in await world.district.rows(_FILES)]


async def wrote(world: World) -> str:
    """A citizen writes with a paper; answers the case's number."""
    world.far_end.files |= {"surat": PDF}
    paper = MediaRef(remote_id="surat", kind="document", mime_type="application/pdf", name="surat.pdf")
    return await an_opened_case(world, kind="document", media=(paper,))


async def test_what_came_is_kept_there_and_found_again(world: World, bucket: Bucket) -> None:
    number, dewi = await wrote(world), await world.staff(world.district)
    await fetch_due(world.district.id, world.book, world.files)
    [file] = await world.district.rows(_FILES)
    found = await file_of_case(dewi, number, file["id"])
    opened = await world.files.open(world.district.id, found.key)
    assert b"".join([piece async for piece in opened.chunks]) == PDF
    assert list(bucket.objects) == [f"kantor/{found.key}"]


async def test_a_file_that_cannot_be_put_down_is_fetched_again_and_uses_up_no_try(
    world: World, bucket: Bucket
) -> None:
    await wrote(world)
    await bucket.close()
    for _ in range(8):
        assert await fetch_due(world.district.id, world.book, world.files) == 1
        assert [(row["state"], row["attempts"]) for row in await world.district.rows(_FILES)] == [
            ("waiting", 0)
        ]
        await world.clock.forward(minutes=1)
    await bucket.open()
    await fetch_due(world.district.id, world.book, world.files)
    assert await states(world) == ["stored"]
    assert list(bucket.objects.values()) == [PDF]


async def test_letters_stay_in_their_mailbox_until_they_can_be_put_down(world: World, bucket: Bucket) -> None:
    async with a_post() as post, Reader() as reader:
        mail = MailDesk(world, post, reader)
        await mail.mailbox(world.district)
        await bucket.close()
        await mail.writes("Antrean panjang.")
        cases = "SELECT count(*) FROM cases WHERE tenant_id = $1"
        assert await world.district.value(cases) == 0
        await bucket.open()
        await world.clock.forward(minutes=2)
        await mail.look()
        assert await world.district.value(cases) == 1
        assert list(bucket.objects.values()) == [post.box.letters[1].content]
        await world.clock.forward(hours=25)
        await forget_due(world.district.id, files=world.files)
        assert await states(world) == ["stored"], "the tries in between left nothing behind"


async def test_an_answer_s_file_waits_for_the_bucket_and_is_not_sent_without(
    world: World, bucket: Bucket
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await send(dewi, number, typed("Ini.", uploads=(("a.pdf", PDF),)), world.book, world.files, version=None)
    await bucket.close()
    for _ in range(12):  # more often than a message that fails is tried
        await world.work()
        await world.clock.forward(minutes=2)
    assert [(row["state"], row["error_code"]) for row in await world.district.rows(_DELIVERIES)] == [
        ("sent", ""),
        ("queued", FileAway.code),
    ]
    await bucket.open()
    await world.work()
    assert [message.file.content for message in world.far_end.sent if message.file] == [PDF]


async def test_a_file_that_is_missing_there_fails_like_one_that_is_missing_here(
    world: World, bucket: Bucket
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await send(dewi, number, typed(uploads=(("a.png", PNG),)), world.book, world.files, version=None)
    bucket.objects.clear()
    await world.work()
    assert [(row["state"], row["error_code"]) for row in await world.district.rows(_DELIVERIES)] == [
        ("failed", MediaRejected.code)
    ]


async def test_an_upload_that_cannot_be_put_down_is_refused_and_leaves_nothing_for_long(
    world: World, bucket: Bucket
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await bucket.close()
    with pytest.raises(Invalid) as refused:
        await save_draft(dewi, number, Tab.REPLY, typed("Lihat", uploads=(("a.pdf", PDF),)), world.files)
    assert refused.value.details["fields"] == {"files": "away"}
    assert await world.district.rows("SELECT id FROM draft WHERE tenant_id = $1") == []
    await bucket.open()
    await world.clock.forward(hours=25)
    await forget_due(world.district.id, files=world.files)
    assert await states(world) == []


async def test_of_a_form_that_fits_only_in_part_nothing_is_kept(world: World, bucket: Bucket) -> None:
    bucket.full_after = 2
    with pytest.raises(FilesAway):
        await keep_uploads(world.district.id, [(f"{n}.pdf", PDF) for n in range(3)], world.files)
    assert (await states(world), bucket.objects) == ([], {})


async def test_what_is_not_taken_after_all_does_not_stay_there(world: World, bucket: Bucket) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    saved = await save_draft(
        dewi,
        number,
        Tab.REPLY,
        typed("Lihat", uploads=tuple((f"{n}.pdf", PDF) for n in range(4))),
        world.files,
    )
    assert saved
    with pytest.raises(Invalid):
        two = (("5.pdf", PDF), ("6.pdf", PDF))
        await save_draft(
            dewi, number, Tab.REPLY, typed("Lihat", known=saved.version, uploads=two), world.files
        )
    assert (len(await states(world)), len(bucket.objects)) == (4, 4)


async def test_forgetting_goes_on_without_the_bucket_and_comes_back_for_its_files(
    world: World, bucket: Bucket
) -> None:
    await keep_uploads(world.district.id, [(f"{n}.pdf", PDF) for n in range(3)], world.files)
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await save_draft(dewi, number, Tab.NOTE, typed("Sejak lama"), world.files)
    await world.clock.forward(days=91)
    await bucket.close()
    await forget_due(world.district.id, files=world.files)
    assert await world.district.rows("SELECT id FROM draft WHERE tenant_id = $1") == []
    assert await states(world) == ["stored"] * 3
    due = "SELECT due_at <= sahut_now() + interval '15 minutes' FROM forgetting WHERE tenant_id = $1"
    assert await world.district.value(due)
    await bucket.open()
    await forget_due(world.district.id, files=world.files)
    assert (await states(world), bucket.objects) == ([], {})
