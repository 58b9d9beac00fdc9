"""What may stand in a unit's terms."""

from helpdesk.unit_terms.model import UnitTerms
from kit.errors import Invalid
from kit.phones import phone_number, takes_messages

LONGEST_EMAIL = 254


def checked(wanted: UnitTerms) -> UnitTerms:
    """The terms as they are kept; raises `Invalid` naming the fields."""
    wrong = {}
    written, email = wanted.phone.strip(), wanted.email.strip().lower()
    phone = (phone_number(written) or "") if written else ""
    if written and not (phone and takes_messages(phone)):
        wrong["phone"] = "malformed"
    if email and not _is_mailbox(email):
        wrong["email"] = "malformed"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return UnitTerms(
        unit_id=wanted.unit_id,
        phone=phone,
        email=email,
        sees_files=wanted.sees_files,
        answers_directly=wanted.answers_directly,
        calendar=wanted.calendar,
        version=wanted.version,
    )


def _is_mailbox(written: str) -> bool:
    name, at, host = written.rpartition("@")
    plain = written.isascii() and written.isprintable() and not set(written) & set(' <>,;:"()[]\\')
    return bool(name and at and "." in host.strip(".")) and plain and len(written) <= LONGEST_EMAIL
