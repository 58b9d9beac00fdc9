"""One-time codes that are put in at the moment of sending. Pure.

A code follows from the installation's key and the id of its delivery; so it stands in no row, in no queue and in no
log, and whoever checks it works it out again.
"""

import hashlib
import hmac
from uuid import UUID

CODE_PLACE = "\ue002"
"""Stands where the code is put in."""


def code_of(key: bytes, tenant_id: int, delivery_id: UUID) -> str:
    """Six digits of one delivery."""
    digest = hmac.new(key, f"code:{tenant_id}:{delivery_id}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06d}"


def code_fits(key: bytes, tenant_id: int, delivery_id: UUID, written: str) -> bool:
    """Compare in constant time; blanks and dashes in what was written are forgiven."""
    typed = "".join(sign for sign in written if sign.isalnum())[:12]
    return hmac.compare_digest(code_of(key, tenant_id, delivery_id).encode(), typed.encode())
