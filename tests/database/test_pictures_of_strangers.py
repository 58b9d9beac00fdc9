"""A picture is drawn anew whichever way it came: nothing in it tells where it was taken, and nothing hides in it."""

import io

import pytest
from PIL import Image

from helpdesk.attachments.service import fetch_due
from helpdesk.channels.model import MediaRef
from helpdesk.drafts.model import Tab
from helpdesk.drafts.service import save_draft
from kit.errors import Invalid
from support.builders import an_opened_case
from support.drafts import typed
from support.photos import a_photo
from support.world import World

_FILES = (
    "SELECT name, mime_type, size, sha256, state, reason, storage_key FROM attachment WHERE tenant_id = $1"
)


def told_photo() -> bytes:
    """A photo that says who took it, with a page behind its end."""
    told = Image.Exif()
    told[0x010F] = "Kamera Siti"
    told.get_ifd(0x8825)[1] = "S"
    return a_photo(2400, 1200, "JPEG", exif=told, comment=b"rumah Siti") + b"<script>alert('Siti')</script>"


async def came(world: World, content: bytes) -> None:
    """A citizen sends a picture on WhatsApp."""
    world.far_end.files["foto"] = content
    photo = MediaRef(remote_id="foto", kind="image", mime_type="image/jpeg", name="foto.jpg")
    await an_opened_case(world, kind="image", media=(photo,))
    await fetch_due(world.district.id, world.book, world.files)


async def looked_at(world: World) -> tuple[bytes, dict[str, object]]:
    row = await world.district.row(_FILES)
    return await world.files.read(world.district.id, row["storage_key"]), row


async def test_a_photo_from_a_channel_says_nothing_of_where_it_was_taken(world: World) -> None:
    await came(world, told_photo())
    kept, row = await looked_at(world)
    assert b"Siti" not in kept
    assert row["size"] == len(kept)
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((1600, 800), {})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xd8\xff\xe0<?php system(1) ?>", "broken_picture"),
        (b"GIF89a/*" + b"*/=1;alert(1)", "broken_picture"),
        (b"MZ\x90\x00", "type_not_taken"),
    ],
)
async def test_what_only_begins_like_a_picture_is_refused_with_the_reason(
    world: World, content: bytes, reason: str
) -> None:
    await came(world, content)
    row = await world.district.row(_FILES)
    assert (row["state"], row["reason"]) == ("refused", reason)
    folder = world.settings.data / "attachments" / str(world.district.id)
    assert not [path for path in folder.rglob("*") if path.is_file()]


async def test_so_does_what_an_officer_sends(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await save_draft(
        dewi, number, Tab.REPLY, typed("Ini", uploads=(("ruang.jpg", told_photo()),)), world.files
    )
    kept, row = await looked_at(world)
    assert (b"Siti" not in kept, row["name"]) == (True, "ruang.jpg")
    with pytest.raises(Invalid) as wrong:
        broken = (("x.png", b"\x89PNG\r\n\x1a\n<script>"),)
        await save_draft(dewi, number, Tab.REPLY, typed("Ini", known=1, uploads=broken), world.files)
    assert wrong.value.details["fields"] == {"files": "broken_picture"}
