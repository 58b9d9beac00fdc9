"""The promises of a case as tiles: what is left, what was kept, what was missed. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from helpdesk.cases.words import TARGETS
from helpdesk.desk.shell import Say
from helpdesk.sla.model import Clock, ClockState, PauseReason, TargetKind, Unit
from ui import formats
from ui.i18n import N_

_MOST = 3
_AMOUNTS: Mapping[Unit, str] = {
    Unit.SECONDS: N_("dari %(time)s kerja"),
    Unit.RUNNING_SECONDS: N_("dari %(time)s"),
    Unit.WORKING_DAYS: N_("dari %(count)s hari kerja"),
    Unit.CALENDAR_DAYS: N_("dari %(count)s hari"),
}
PAUSES: Mapping[PauseReason, str] = {
    PauseReason.WAITING_FOR_CONTACT: N_("Jeda – menunggu warga"),
    PauseReason.WAITING_FOR_DATA: N_("Jeda – menunggu data"),
    PauseReason.LAPOR_ON_HOLD: N_("Jeda – ditunda di SP4N-LAPOR!"),
}
_SINCE, _PAUSED_BEFORE = N_("Dihitung sejak %(time)s"), N_("%(count)s kali dijeda")
_BY_RULE, _BY_HAND = N_("aturan %(rule)s"), N_("ditetapkan petugas")
_KEPT, _KEPT_LATE, _STOPPED = N_("Ditepati"), N_("Terlambat dipenuhi"), N_("Dihentikan")
_WEIGHT = (
    TargetKind.RESOLUTION,
    TargetKind.FIRST_RESPONSE,
    TargetKind.NEXT_RESPONSE,
    TargetKind.VERIFICATION,
)
"""Of promises that are over, these say most about how the case went."""


def tiles(clocks: Iterable[Clock], now: datetime, zone: str, language: str, say: Say) -> list[dict[str, Any]]:
    """Parameters of the component `clock_card`, at most three: the open promises by the time they have left,
    then those that are over, in the order in which they were to be kept."""
    known = list(clocks)
    still = sorted((clock for clock in known if clock.is_open), key=lambda clock: clock.due_at or now)
    over = sorted((clock for clock in known if not clock.is_open), key=_weight)
    order = list(TargetKind)
    chosen = sorted(over[: max(0, _MOST - len(still))], key=lambda clock: order.index(clock.kind))
    return [tile(clock, now, zone, language, say) for clock in [*still[:_MOST], *chosen]]


def _weight(clock: Clock) -> tuple[bool, int]:
    rank = _WEIGHT.index(clock.kind) if clock.kind in _WEIGHT else len(_WEIGHT)
    return clock.state is ClockState.STOPPED, rank


def tile(clock: Clock, now: datetime, zone: str, language: str, say: Say) -> dict[str, Any]:
    """One promise in words."""
    value, tone, moment = _told(clock, now, language, say)
    return {
        "label": say(TARGETS[clock.kind]),
        "value": value,
        "of": formats.date_time(moment, zone, language=language) if moment else _budget(clock, language, say),
        "tone": tone,
        "moment": formats.iso(moment) if moment else "",
        "soon": formats.iso(clock.warn_at or moment) if moment else "",
        "why": _why(clock, zone, language, say),
    }


def _why(clock: Clock, zone: str, language: str, say: Say) -> str:
    """In short, where the due time comes from; the page of all promises tells it in full."""
    begun = formats.date_time(clock.started_at, zone, language=language)
    parts = [say(_SINCE, time=begun), _budget(clock, language, say)]
    parts += [say(_PAUSED_BEFORE, count=len(clock.pauses))] if clock.pauses else []
    return " · ".join([*parts, say(_BY_HAND) if clock.by_hand else say(_BY_RULE, rule=clock.rule)])


def _told(clock: Clock, now: datetime, language: str, say: Say) -> tuple[str, str, datetime | None]:
    """Words, tone, and the due time while it still matters."""
    if clock.state is ClockState.MET:
        late = clock.breached_at is not None
        return say(_KEPT_LATE if late else _KEPT), "bad" if late else "ok", None
    if clock.state is ClockState.STOPPED:
        return say(_STOPPED), "", None
    if clock.state is ClockState.PAUSED:
        reason = clock.pauses[-1].reason if clock.pauses else PauseReason.WAITING_FOR_CONTACT
        return say(PAUSES[reason]), "paused", None
    if clock.due_at is None:
        return "–", "", None
    soon = clock.warn_at is not None and clock.warn_at <= now
    tone = "bad" if clock.due_at < now else "warn" if soon else ""
    return formats.left((clock.due_at - now).total_seconds(), language=language), tone, clock.due_at


def _budget(clock: Clock, language: str, say: Say) -> str:
    time = formats.duration(clock.budget.amount, language=language)
    return say(_AMOUNTS[clock.budget.unit], time=time, count=clock.budget.amount)
