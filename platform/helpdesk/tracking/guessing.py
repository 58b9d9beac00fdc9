"""Number and PIN against people who guess (T34): few tries for a number, few from a network, an alarm for all.

Wrong tries are counted for every number that is written, whether or not there is such a case: neither the
answer nor the time it takes tells the two apart. The first five within an hour are answered at once. Then the
slow lane begins: one try an hour for each network, five more for all networks together. So an owner in
another network still gets in, and whoever rotates addresses gains ten tries an hour among a million PINs. A
browser that knew the PIN once has five tries of its own beyond that, and no guesser can use them up.
"""

import asyncio
import time
from uuid import UUID

import structlog

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import pin_fits, read_number
from helpdesk.tracking import rules, store
from kit.errors import TooMany
from kit.limits import Limit, Limits
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()

HOUR = 3600.0
OF_A_NETWORK = 20
OF_A_NUMBER = 5
SLOW_LANE = 10
OF_AN_OWNER = 15
ALARM = 500
ANSWER_SECONDS = 0.3
"""How long every wrong answer takes, at least."""

_NOBODY = UUID(int=0)
_NUMBER_CHARACTERS = 24


async def find(
    tenant_id: int,
    written_number: str,
    written_pin: str,
    *,
    network: str,
    known: UUID | None,
    pin_key: bytes,
    limits: Limits,
) -> Case | None:
    """The case with this number and PIN, or none. `known` is a case whose PIN this browser knew before.

    Raises `TooMany`: `network_waits` or `number_waits`, with the seconds after which a try is answered again.
    """
    began = time.monotonic()
    number = read_number(written_number) or _tidy(written_number)
    own, waits_from = await _look(tenant_id, number, known)
    mine = () if own else _limits(tenant_id, number, network, slow=waits_from >= OF_A_NUMBER)
    for code, limit in zip(("network_waits", "number_waits"), mine, strict=False):
        await _allow(limits, limit, code)
    most = OF_AN_OWNER if own else SLOW_LANE if waits_from >= OF_A_NUMBER else OF_A_NUMBER
    case = await _try(tenant_id, number, written_pin, most, pin_key)
    if case is not None:
        await limits.give_back(mine)
        return case
    await _watch(limits)
    await asyncio.sleep(max(0.0, ANSWER_SECONDS - (time.monotonic() - began)))
    return None


async def _look(tenant_id: int, number: str, known: UUID | None) -> tuple[bool, int]:
    """Whether the number is that of the known case, and how many wrong tries it had within the hour."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        tries, _ = await store.wrong_pins(scope, number)
        case = await _case(scope, number)
    return known is not None and case is not None and case.id == known, tries


async def _try(tenant_id: int, number: str, written_pin: str, most: int, pin_key: bytes) -> Case | None:
    """Compare, and count what was wrong: one try of a number after the other, over all processes."""
    async with tenant_scope(tenant_id) as scope:
        await store.hold_number(scope, number)
        tries, seconds = await store.wrong_pins(scope, number)
        if tries >= most:
            raise TooMany("number_waits", retry_after=max(1, int(seconds)))
        case = await _case(scope, number)
        whose, generation = (case.id, case.pin_generation) if case else (_NOBODY, 1)
        fits = pin_fits(pin_key, tenant_id, whose, generation, _digits(written_pin))
        if case is not None and fits:
            return case
        await store.add_wrong_pin(scope, number)
        return None


async def _case(scope: Scope, number: str) -> Case | None:
    case = await cases.find_by_number(scope, number)
    return case if case and rules.is_shown(case) else None


def _limits(tenant_id: int, number: str, network: str, *, slow: bool) -> tuple[Limit, Limit]:
    """Both count one try; the second allows fewer in the slow lane."""
    return (
        Limit(f"pin:{network}", OF_A_NETWORK, HOUR),
        Limit(f"pin:{tenant_id}:{number}:{network}", 1 if slow else OF_A_NUMBER, HOUR),
    )


async def _allow(limits: Limits, limit: Limit, code: str) -> None:
    try:
        await limits.allow_all([limit])
    except TooMany as wait:
        raise TooMany(code, retry_after=wait.details["retry_after"]) from None


async def _watch(limits: Limits) -> None:
    """Tell the operator when wrong PINs come in numbers; at most every ten minutes."""
    try:
        await limits.allow("pin", ALARM, HOUR)
    except TooMany:
        try:
            await limits.allow("pin:alarm", 1, 600)
        except TooMany:
            return
        log.error("pins_are_being_guessed", wrong_within_an_hour=ALARM)


def _tidy(written: str) -> str:
    """What is no number of ours, in a form in which it can be counted."""
    signs = (sign for sign in written.upper() if sign.isascii() and sign.isalnum())
    return "".join(signs)[:_NUMBER_CHARACTERS]


def _digits(written: str) -> str:
    """A PIN as it was shown: groups and dashes are not part of it."""
    return written.replace("-", "").replace(".", "").replace("\xa0", "")[:12]
