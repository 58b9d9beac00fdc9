"""What every page of the desk says of calls, remembered for seconds."""

from helpdesk.calls import rules, store
from helpdesk.calls.model import CallsStanding
from helpdesk.calls.service import CALL_BACK_WITHIN, MOST_LISTED
from kit.remembered import Remembered
from tenants.doors import tenant_scope

_standing = Remembered[int, CallsStanding](10.0)


async def standing(tenant_id: int) -> CallsStanding:
    """How many calls go on at an office, and how many callers have to be called back.

    Read at most every ten seconds per process, because every page asks; a ring of the bus makes it read anew.
    """
    return await _standing.get(tenant_id, lambda: _read(tenant_id))


async def _read(tenant_id: int) -> CallsStanding:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        lately = await store.since(scope, scope.now - rules.LONGEST_TALK, MOST_LISTED)
        unheard = await store.unheard_since(scope, scope.now - CALL_BACK_WITHIN, MOST_LISTED)
        return CallsStanding(
            running=sum(rules.is_running(call, scope.now) for call in lately),
            waiting=len(rules.to_call_back(unheard, scope.now)),
            has_line=bool(lately) or await store.has_line(scope),
        )


def forget_standing(tenant_id: int | None = None) -> None:
    """Read it anew at the next need, of one office or of all."""
    if tenant_id is None:
        _standing.forget_all()
    else:
        _standing.forget(tenant_id)
