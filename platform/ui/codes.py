"""Texts as pictures that a telephone's camera reads."""

import segno


def qr_of(text: str) -> str:
    """The text as a QR code: an SVG in an address of its own, dark on white in every theme."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
