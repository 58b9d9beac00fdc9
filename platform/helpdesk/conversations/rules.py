"""What a person typed, as it may be stored and sent."""

from helpdesk.conversations.model import PIN_PLACE
from kit.errors import Invalid


def cleaned(text: str, field: str, most: int, needed: bool = True) -> str:
    """The text without what no form may smuggle in: NUL, and the mark that a PIN is put in for on sending.

    Raises `Invalid` with the field when it is empty though needed, or longer than `most` characters.
    """
    plain = text.replace("\x00", "").replace(PIN_PLACE, "").replace("\r\n", "\n").strip()
    if needed and not plain:
        raise Invalid("invalid", fields={field: "required"})
    if len(plain) > most:
        raise Invalid("invalid", fields={field: "too_long"})
    return plain
