"""How written telephone numbers are understood: of citizens and of colleagues alike."""

import phonenumbers

SHORT_NUMBERS = frozenset({"1708", "1500567", "+621500567", "119", "112", "110"})
"""Service numbers (domain.md §6.5): never a person's."""


def phone_number(written: str, *, region: str = "ID") -> str | None:
    """The E.164 form of a person's number, or none: short and service numbers are nobody's."""
    plain = "".join(character for character in written if character.isdigit() or character == "+")
    if plain in SHORT_NUMBERS:
        return None
    if plain.startswith("62"):
        plain = f"+{plain}"
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None if formatted in SHORT_NUMBERS else formatted


def takes_messages(number: str) -> bool:
    """Whether a number in E.164 may belong to a telephone that can read: a line in the wall cannot."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
