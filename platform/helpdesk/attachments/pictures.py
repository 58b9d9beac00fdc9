"""Pictures from strangers, drawn anew: at most 1600 px, and nothing in them but what can be seen.

Where and when a photo was taken, with which camera, its preview and whatever hangs behind its end are gone.
"""

import io
import warnings

from PIL import Image, ImageOps

from kit.errors import Invalid

MOST_EDGE = 1600
"""Pixels of the longer side; a photo of a notice stays readable."""
MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000}
"""What is unpacked at all: a small file may claim to be a wall. JPEG is unpacked at a fraction of its size."""
PLAIN_PNG_BYTES = 512 * 1024
"""A screenshot stays sharp as PNG; one above this is a photo, and becomes JPEG."""

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_QUALITY = 82


def is_picture(mime_type: str) -> bool:
    """A file of this type is drawn anew before it is kept."""
    return mime_type in _FORMATS


def drawn_anew(content: bytes, mime_type: str) -> tuple[bytes, str]:
    """The picture as it is kept, and its type (JPEG or PNG).

    Takes CPU for up to a second: never on the event loop. Raises `Invalid` (`files`: broken_picture,
    too_many_pixels).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow's own, later limit
            return _drawn(content, _FORMATS[mime_type])
    except Image.DecompressionBombError:
        raise Invalid("invalid", fields={"files": "too_many_pixels"}) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError):
        # every decoder has its own words for a file that is none
        raise Invalid("invalid", fields={"files": "broken_picture"}) from None


def _drawn(content: bytes, kind: str) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
        if picture.width * picture.height > MOST_PIXELS[kind]:
            raise Invalid("invalid", fields={"files": "too_many_pixels"})
        picture.draft("RGB", (MOST_EDGE, MOST_EDGE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MOST_EDGE, MOST_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        clean = _on_white(upright)
    if kind in ("PNG", "GIF"):
        written = _written(clean, "PNG")
        if len(written) <= PLAIN_PNG_BYTES:
            return written, "image/png"
    return _written(clean, "JPEG"), "image/jpeg"


def _on_white(picture: Image.Image) -> Image.Image:
    """Only the pixels: a new picture has none of the old one's words about itself."""
    seen = picture.convert("RGBA")
    clean = Image.new("RGB", seen.size, (255, 255, 255))
    clean.paste(seen, mask=seen.getchannel("A"))
    return clean


def _written(picture: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    if kind == "JPEG":
        picture.save(target, kind, quality=_QUALITY, optimize=True, progressive=True)
    else:
        picture.save(target, kind, optimize=True)
    return target.getvalue()
