"""What people type, as it may be kept."""

YEARS = range(2000, 2100)
"""In which a date may lie; any other year is a slip of the hand."""


def one_line(text: str) -> str:
    """Without breaks, control signs and doubled blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
