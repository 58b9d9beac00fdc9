"""What people type, as it may be kept."""


def one_line(text: str) -> str:
    """Without breaks, control signs and doubled blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
