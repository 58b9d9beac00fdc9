"""Photos as phones make them."""

import io
import secrets
from typing import Any

from PIL import Image

from helpdesk.attachments.pictures import drawn_anew


def a_photo(width: int = 12, height: int = 8, kind: str = "PNG", **more: Any) -> bytes:
    """A small picture as somebody sends it."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), (12, 107, 94)).save(target, kind, **more)
    return target.getvalue()


PNG, _ = drawn_anew(a_photo(), "image/png")
"""A picture that stays as it is when it is drawn anew."""


def a_large_photo(name: str) -> Any:
    """4000 px wide, with a place and a camera in it, as cheap phones make them."""
    told = Image.Exif()
    told[0x010F] = "Kamera"
    told.get_ifd(0x8825)[1] = "S"
    grain = Image.frombytes("RGB", (250, 188), secrets.token_bytes(250 * 188 * 3)).resize((4000, 3000))
    target = io.BytesIO()
    grain.save(target, "JPEG", quality=90, exif=told)
    return {"name": name, "mimeType": "image/jpeg", "buffer": target.getvalue()}
