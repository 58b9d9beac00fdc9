"""Which files are taken: judged by their first bytes, never by their name or what the sender called them."""

from helpdesk.attachments.model import MOST_FILES
from kit.errors import Invalid

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftyp", "video/mp4"),
)
_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""Photos in the wrapping of films (HEIC, AVIF): not every officer's browser shows them."""
_MPEG_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")
_NAME_CHARACTERS = 120


def mime_type_of(content: bytes) -> str | None:
    """The type we take a file for, or none when it is of no kind that is taken (programs, archives, pages)."""
    if content[4:8] == b"ftyp" and content[8:12] in _STILL_BRANDS:
        return None
    for offset, signature, mime_type in _SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            return mime_type
    if content[:2] in _MPEG_FRAMES:
        return "audio/aac" if content[:2] in (b"\xff\xf1", b"\xff\xf9") else "audio/mpeg"
    return None


def must_fit(many: int) -> None:
    """Raise `Invalid` for more files than one form may have."""
    if many > MOST_FILES:
        raise Invalid("invalid", fields={"files": "too_many"})


ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
}


def safe_name(written: str, mime_type: str) -> str:
    """A name for showing and downloading: no path, no control or direction signs, an ending that fits."""
    last = written.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?').strip(" .")
    ending = ENDINGS.get(mime_type, "")
    stem = plain[: -len(ending)] if ending and plain.lower().endswith(ending) else plain
    return f"{stem[:_NAME_CHARACTERS] or 'berkas'}{ending}"
