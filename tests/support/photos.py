"""Photos as phones make them."""

import io
import secrets
from typing import Any

from PIL import Image


def a_large_photo(name: str) -> Any:
    """4000 px wide, with a place and a camera in it, as cheap phones make them."""
    told = Image.Exif()
    told[0x010F] = "Kamera"
    told.get_ifd(0x8825)[1] = "S"
    grain = Image.frombytes("RGB", (250, 188), secrets.token_bytes(250 * 188 * 3)).resize((4000, 3000))
    target = io.BytesIO()
    grain.save(target, "JPEG", quality=90, exif=told)
    return {"name": name, "mimeType": "image/jpeg", "buffer": target.getvalue()}
