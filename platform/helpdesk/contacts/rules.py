"""How written numbers and addresses become identities; who may be merged, and what a merge does not open."""

from datetime import datetime
from uuid import UUID

from helpdesk.contacts.model import Contact, Merge
from kit.errors import Conflict, Invalid
from kit.phones import SHORT_NUMBERS, phone_number

__all__ = ["SHORT_NUMBERS", "given_reason", "must_be_two", "must_hold", "other_side", "phone_number"]

REASON_CHARACTERS = (5, 500)


def given_reason(written: str) -> str:
    """A reason as it is put on record; raises `Invalid` when it says too little or too much."""
    reason = " ".join(written.replace("\x00", "").split())
    least, most = REASON_CHARACTERS
    if not least <= len(reason) <= most:
        raise Invalid("invalid", fields={"reason": "required" if len(reason) < least else "too_long"})
    return reason


def must_be_two(kept: Contact, absorbed: Contact, *, holds_others: bool) -> None:
    """Raise unless the second may be merged into the first: two people, neither merged away, no chain.

    A contact that holds merged ones is kept or parted first: so each merge can be undone by itself, in any order.
    """
    if kept.id == absorbed.id:
        raise Invalid("invalid", fields={"other": "same"})
    if kept.merged_into is not None or absorbed.merged_into is not None:
        raise Conflict("contact_merged")
    if holds_others:
        raise Conflict("contact_holds_merged")


def must_hold(merge: Merge, kept_id: UUID) -> None:
    """Raise unless the merge stands, and stands at this contact."""
    if merge.undone_at is not None or merge.kept_id != kept_id:
        raise Conflict("merge_undone")


def other_side(merge: Merge, case_id: UUID, opened_at: datetime, identity: tuple[str, str]) -> bool:
    """Whether a case is older than the merge and was not this identity's person's before it.

    An officer finds that two are one; that alone gives neither the PIN of the other's older cases.
    """
    return opened_at < merge.at and (case_id in merge.cases) != (identity in merge.identities)
