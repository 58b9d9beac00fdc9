"""What a citizen's browser keeps for us: the way to a draft, to a case that was just filed, into one case.

Each is a cookie of one office's path, sealed, and unreadable for the browser. A PIN stands in none of them.
"""

import base64
import binascii
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.portal import store
from helpdesk.portal.model import Filed, Pass
from helpdesk.portal.visits import Visit
from helpdesk.tracking.rules import is_shown
from kit.sealing import SealBroken
from tenants.doors import tenant_scope
from tenants.sessions.rules import new_secret, presented_digest
from tenants.sign_in import cookies

OPEN_FOR = timedelta(hours=2)
"""How long a case stays open without a request."""
WARNED_BEFORE = timedelta(minutes=10)
RENEWED_AFTER = timedelta(minutes=5)
KNOWN_DAYS = 30
"""How long a browser that once knew a PIN is told apart from strangers (T34)."""

_DRAFT, _FILED, _PASS = "sahut-draft", "sahut-filed", "sahut-track"
_FILED_SECONDS = 24 * 60 * 60

Kept = TypeVar("Kept", bound=msgspec.Struct)


def draft_secret(visit: Visit) -> str:
    """This browser's secret for its drafts, or nothing."""
    presented = visit.cookie(_DRAFT)
    return presented if presented_digest(presented) else ""


def new_draft_secret(visit: Visit) -> str:
    """The same, made when there is none yet; it ends with the browser's session."""
    secret = draft_secret(visit)
    if not secret:
        secret = new_secret()
        visit.set_cookie(_DRAFT, secret, None)
    return secret


def remember_filed(visit: Visit, filed: Filed) -> None:
    """Hand a filed case over to the done page."""
    visit.set_cookie(_FILED, _sealed(visit, _FILED, filed), _FILED_SECONDS)


def filed(visit: Visit) -> Filed | None:
    """The case that this browser filed last."""
    return _opened(visit, _FILED, Filed)


def let_in(visit: Visit, case: Case, now: datetime) -> None:
    """Open the case for this browser; `now` is the database's own clock."""
    opened = Pass(case_id=case.id, generation=case.pin_generation, opened_at=now)
    visit.set_cookie(_PASS, _sealed(visit, _PASS, opened), KNOWN_DAYS * 24 * 60 * 60)


def known_case(visit: Visit) -> Pass | None:
    """The case whose PIN this browser knew, at whatever time."""
    return _opened(visit, _PASS, Pass)


def leave(visit: Visit) -> None:
    """Forget the case."""
    visit.set_cookie(_PASS, "", 0)


async def open_case(visit: Visit, *, renew: bool = False) -> Case | None:
    """The case that is open in this browser, or none: never opened, too long ago, or a new PIN since.

    Requests keep it open; `renew` does so at once.
    """
    held = known_case(visit)
    if held is None:
        return None
    async with tenant_scope(visit.office.id, read_only=True) as scope:
        now = await store.real_now(scope)
        case = await cases.find(scope, held.case_id)
    if (
        case is None
        or now - held.opened_at > OPEN_FOR
        or held.generation != case.pin_generation
        or not is_shown(case)
    ):
        return None
    if renew or now - held.opened_at > RENEWED_AFTER:
        let_in(visit, case, now)
    return case


def _sealed(visit: Visit, name: str, value: msgspec.Struct) -> str:
    sealed = visit.runtime.sealer.seal(msgspec.json.encode(value), where=_where(visit, name))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _opened(visit: Visit, name: str, kind: type[Kept]) -> Kept | None:
    presented = visit.cookie(name)
    try:
        raw = base64.b64decode(presented + "=" * (-len(presented) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(visit.runtime.sealer.open(raw, where=_where(visit, name)), type=kind)
    except (binascii.Error, ValueError, SealBroken, msgspec.DecodeError):
        return None


def _where(visit: Visit, name: str) -> str:
    """Bound to the office; what was just filed also to this browser's secret for forms."""
    bound = ""
    if name == _FILED:
        secure = str(visit.runtime.settings.base_url).startswith("https://")
        bound = cookies.read(visit.request, cookies.FORM, secure=secure)
    return f"{visit.office.id}/portal/{name}/{bound}"
