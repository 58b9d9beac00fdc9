"""A person as one office knows them; never joined across offices."""

from uuid import UUID

import msgspec


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen."""

    id: UUID
    name: str = ""
    language: str = "id"


def masked(value: str) -> str:
    """What staff see of a number or address until they ask for it with a reason: the last four signs."""
    plain = value.strip()
    return f"••• {plain[-4:]}" if len(plain) > 4 else "•••"


def masked_name(name: str) -> str:
    """What leaves the house of a name: the first letter of each word."""
    return " ".join(f"{word[0]}•••" for word in name.split())
