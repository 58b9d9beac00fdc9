"""How much of one letter is read. What lies above a limit is left out and said, never tried."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes where nothing else is said."""

    file: int = 25 * 1024 * 1024
    header: int = 64 * 1024
    header_block: int = 1024 * 1024
    header_lines: int = 5_000
    depth: int = 50
    """Multiparts inside each other."""
    parts: int = 500
    html: int = 256 * 1024
    """Of all pages of a letter together."""
    html_tag: int = 16 * 1024
    html_depth: int = 400
    """Open elements inside each other; above it cleaning takes time by the square."""
    text: int = 2_000_000
    """Characters of all texts together."""
    quotes: int = 8
    """Quotations inside each other that are marked one by one."""
    unpacked: int = 200
    """Files inside a winmail.dat or a text."""


LIMITS = Limits()
