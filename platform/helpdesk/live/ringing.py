"""Ring the bus: after facts were published, and when somebody comes to a case or leaves it."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from helpdesk.live import store
from helpdesk.live.model import CHANNEL, MOST_CASES, Ring, Touched, What
from tenants.doors import tenant_scope
from tenants.outbox.model import Published

log = structlog.get_logger()

_PATIENCE = 1.0  # seconds that the bus may take
_PAUSE = 1.0  # seconds in which it is not asked again after it failed


class _Thin(msgspec.Struct, frozen=True):
    """What a fact may say about where its case is."""

    type: str = ""
    case_id: UUID | None = None
    unit_id: UUID | None = None
    from_unit_id: UUID | None = None
    call_id: UUID | None = None
    membership_id: UUID | None = None


_POST_CHANGED = "staff.membership_changed"
_facts = msgspec.json.Decoder(_Thin)


class Ringer:
    """Rings for all processes. A bus that is away costs nobody anything but the next look."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._missed: set[int] = set()
        self._ask_again = 0.0

    async def published(self, tenant_id: int, facts: Sequence[Published]) -> None:
        """Facts of an office have got their place in readers' order: its desks look at what they are about."""
        told = [_facts.decode(fact.fact) for fact in facts]
        cases = {thin.case_id for thin in told if thin.case_id is not None}
        seq = max((fact.seq for fact in facts), default=0)
        if any(thin.call_id for thin in told):
            await self.ring(Ring(tenant_id=tenant_id, what=What.CALL, seq=seq))
        for member in {thin.membership_id for thin in told if thin.type == _POST_CHANGED}:
            await self.ring(Ring(tenant_id=tenant_id, what=What.RIGHTS, member_id=member))
        if not cases:
            return
        if len(cases) > MOST_CASES:
            await self.ring(Ring(tenant_id=tenant_id, what=What.RESYNC, seq=seq))
            return
        try:
            async with tenant_scope(tenant_id, read_only=True) as scope:
                now_with = await store.units_of(scope, sorted(cases))
        except Exception as failure:  # what was published stays so; the desks look at the next ring
            log.warning("live_ring_unaddressed", error=type(failure).__name__)
            self._missed.add(tenant_id)
            return
        touched = tuple(Touched(case, _units(case, now_with.get(case), told)) for case in sorted(cases))
        await self.ring(Ring(tenant_id=tenant_id, what=What.CHANGED, seq=seq, cases=touched))

    async def came_or_went(self, tenant_id: int, case_id: UUID, unit_id: UUID | None) -> None:
        """Who is at a case has changed."""
        units = (unit_id,) if unit_id else ()
        await self.ring(Ring(tenant_id=tenant_id, what=What.HERE, cases=(Touched(case_id, units),)))

    async def ring(self, ring: Ring) -> None:
        """Ring; an office that a failed ring was for is told to look again by the next that works."""
        if time.monotonic() < self._ask_again:
            self._missed.add(ring.tenant_id)
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._redis.publish(CHANNEL, msgspec.msgpack.encode(ring))
                while self._missed:
                    late = Ring(tenant_id=next(iter(self._missed)), what=What.RESYNC)
                    await self._redis.publish(CHANNEL, msgspec.msgpack.encode(late))
                    self._missed.discard(late.tenant_id)
        except (RedisError, OSError, TimeoutError) as failure:
            self._missed.add(ring.tenant_id)
            self._ask_again = time.monotonic() + _PAUSE
            log.info("live_not_rung", error=type(failure).__name__)


def _units(case: UUID, now_with: UUID | None, told: Iterable[_Thin]) -> tuple[UUID, ...]:
    """Where the case is, and every unit that these facts moved it from or to."""
    found = {now_with} | {
        unit for thin in told if thin.case_id == case for unit in (thin.unit_id, thin.from_unit_id)
    }
    return tuple(sorted(unit for unit in found if unit is not None))
