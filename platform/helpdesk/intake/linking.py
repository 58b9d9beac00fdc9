"""A report of the portal goes on by WhatsApp: its citizen sends a one-time code from their own account.

The page of a report, which only number and PIN open, hands out a text with the case's number and a code. The
code is derived from a key of ours, the case, its PIN's generation and the day; nothing is stored. A message that
holds number and code of the same case is added to it, and the thread it came in becomes the case's own.

Joining raises the PIN's generation, and the new PIN goes to that thread. So a code works once; and whoever filed a
report and talked somebody else into sending its code cannot open it any more, and reads none of that
person's messages. A number alone does nothing, and a report without a name is never joined: that was promised.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import OPEN_STATES, Case
from helpdesk.cases.numbers import read_number
from tenants.doors import Scope
from ui.i18n import N_, translate

TEXT = N_("Saya melanjutkan laporan %(number)s lewat WhatsApp. Kode: %(code)s")

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS = 8
_NUMBER = re.compile(r"\b[A-Z]{2,5}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")
_CODE = re.compile(r"\b(?:KODE|CODE)\W{1,3}([0-9A-Z]{4})-?([0-9A-Z]{4})\b")
_MOST_READ = 500
"""Characters: our own text is shorter."""

_key = b""


def configure(key: bytes) -> None:
    """The key that codes are derived from; without one no code is given and none is known."""
    global _key
    _key = key


def text_to_send(tenant_id: int, case: Case, now: datetime, language: str) -> str:
    """What the citizen sends by WhatsApp; empty for a case that cannot be joined. It holds for a day at least."""
    if not _key or not _may_be_joined(case):
        return ""
    code = _code(tenant_id, case, now)
    return translate(language, TEXT, number=case.number, code=f"{code[:4]}-{code[4:]}")


async def case_meant(scope: Scope, text: str) -> UUID | None:
    """The case whose number and code stand in a message, or none."""
    plain = text[:_MOST_READ].upper()
    found, code = _NUMBER.search(plain), _CODE.search(plain)
    number = read_number(found[0]) if found and code and _key else None
    if number is None or code is None:
        return None
    case = await cases.find_by_number(scope, number)
    if case is None:
        return None
    written = f"{code[1]}{code[2]}".encode()
    fits = [
        hmac.compare_digest(_code(scope.tenant_id, case, day).encode(), written)
        for day in (scope.now, scope.now - timedelta(days=1))
    ]
    return case.id if any(fits) and _may_be_joined(case) else None


def joined(case: Case, contact_id: UUID | None, conversation_id: UUID | None) -> Case:
    """The case with its thread and a new PIN; as it was, when another message was quicker."""
    if conversation_id is None or not _may_be_joined(case):
        return case
    return replace(
        case,
        contact_id=case.contact_id or contact_id,
        conversation_id=conversation_id,
        pin_generation=case.pin_generation + 1,
    )


def _may_be_joined(case: Case) -> bool:
    return (
        case.channel == "portal"
        and case.conversation_id is None
        and case.state in OPEN_STATES
        and not (case.anonymous or case.spam or case.mirrored or case.duplicate_of)
    )


def _code(tenant_id: int, case: Case, now: datetime) -> str:
    what = f"{tenant_id}:{case.id}:{case.pin_generation}:{now.astimezone(UTC):%Y-%m-%d}".encode()
    bits = int.from_bytes(hmac.new(_key, what, hashlib.sha256).digest()[:5], "big")
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * _SIGNS, 5))
