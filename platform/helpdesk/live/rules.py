"""Which part of a ring a listener may hear, and under which name the browser hears of a case."""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from helpdesk.live.model import EVERY_OFFICE, MOST_CASES, Heard, Ring, Watcher, What


def heard_by(watcher: Watcher, ring: Ring) -> Heard | None:
    """What of a ring the listener is told; nothing of another office or of other units' cases."""
    if ring.tenant_id not in (watcher.tenant_id, EVERY_OFFICE):
        return None
    if ring.what is What.CALL and watcher.units is not None:
        return None
    if ring.what is What.RIGHTS and watcher.member_id != ring.member_id:
        return None
    if not ring.cases:
        return Heard(what=ring.what, seq=ring.seq)
    units = watcher.units
    mine = [each for each in ring.cases if units is None or not units.isdisjoint(each.units)]
    if not mine:
        return None
    if len(mine) > MOST_CASES:
        return Heard(what=What.RESYNC, seq=ring.seq)
    return Heard(what=ring.what, seq=ring.seq, cases=tuple(each.case_id for each in mine))


def mark_of(key: bytes, case_id: UUID) -> str:
    """The case's name in the stream: equal to what the reader's own page carries, and nothing else.

    Neither a number nor an id leaves the server for a case that is not on the reader's screen, even when
    the case changes hands between the ring and its arrival.
    """
    digest = hashlib.blake2s(case_id.bytes, key=key[:32], digest_size=9).digest()
    return urlsafe_b64encode(digest).decode()
