"""Pictures of strangers are drawn anew: small, upright, and with nothing but what can be seen."""

import io

import pytest
from PIL import Image

from helpdesk.attachments import pictures
from helpdesk.attachments.pictures import drawn_anew
from helpdesk.attachments.rules import mime_type_of
from kit.errors import Invalid


def picture(width: int, height: int, kind: str, mode: str = "RGB", **more: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, (width, height)).save(target, kind, **more)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_the_longer_side_is_at_most_1600_pixels() -> None:
    for width, height, kept in ((4000, 3000, (1600, 1200)), (300, 3200, (150, 1600)), (90, 60, (90, 60))):
        drawn, mime_type = drawn_anew(picture(width, height, "JPEG"), "image/jpeg")
        assert (opened(drawn).size, mime_type) == (kept, "image/jpeg")


def test_a_turned_photo_stands_upright_without_saying_so() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    drawn, _ = drawn_anew(picture(200, 100, "JPEG", exif=turned), "image/jpeg")
    assert opened(drawn).size == (100, 200)
    assert dict(opened(drawn).getexif()) == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_screenshot_stays_a_png_of_every_mode(mode: str) -> None:
    drawn, mime_type = drawn_anew(picture(40, 30, "PNG", mode), "image/png")
    assert (mime_type, mime_type_of(drawn), opened(drawn).size) == ("image/png", "image/png", (40, 30))
    assert drawn_anew(drawn, "image/png")[0] == drawn


def test_a_large_png_becomes_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PLAIN_PNG_BYTES", 10)
    assert drawn_anew(picture(40, 30, "PNG"), "image/png")[1] == "image/jpeg"


@pytest.mark.parametrize(("kind", "mime_type"), [("WEBP", "image/webp"), ("GIF", "image/gif")])
def test_other_pictures_become_ones_that_every_browser_shows(kind: str, mime_type: str) -> None:
    assert drawn_anew(picture(40, 30, kind), mime_type)[1] in ("image/jpeg", "image/png")


def test_what_hangs_behind_the_end_is_gone() -> None:
    drawn, _ = drawn_anew(picture(40, 30, "JPEG") + b"<script>alert(1)</script>", "image/jpeg")
    assert b"script" not in drawn


@pytest.mark.parametrize("mime_type", ["image/jpeg", "image/png", "image/webp", "image/gif"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF0000WEBP"]
)
def test_what_cannot_be_opened_is_refused(content: bytes, mime_type: str) -> None:
    with pytest.raises(Invalid) as refused:
        drawn_anew(content, mime_type)
    assert refused.value.details["fields"] == {"files": "broken_picture"}


@pytest.mark.parametrize(("kind", "mime_type"), [("PNG", "image/png"), ("GIF", "image/gif")])
def test_more_pixels_than_a_phone_takes_are_not_unpacked(kind: str, mime_type: str) -> None:
    with pytest.raises(Invalid) as refused:
        drawn_anew(picture(6000, 5000, kind, "1"), mime_type)
    assert refused.value.details["fields"] == {"files": "too_many_pixels"}


def test_photos_in_the_wrapping_of_films_are_not_taken_for_films() -> None:
    assert mime_type_of(b"\0\0\0\x18ftypisom" + bytes(20)) == "video/mp4"
    assert mime_type_of(b"\0\0\0\x18ftypheic" + bytes(20)) is None
