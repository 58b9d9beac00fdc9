"""How written numbers and addresses become identities."""

from kit.phones import SHORT_NUMBERS, phone_number

__all__ = ["SHORT_NUMBERS", "phone_number"]
