"""The timeline of a case as HTML: the last entries, and each line made once while nothing about it changes.

A line is a pure function of the entry itself (the message with its text, delivery, files, reactions, quotation, edit
and withdrawal, as this reader may see it), the zone, the language, the address of the case's files, whether the citizen
stays unnamed, and whether the message can be answered by itself and reacted to. All of them are the key under which it
is kept, so another office, another right, another language or a changed message is another key, and nothing can be
shown to whom it was not made for. What is the reader's own, a button to send it with its token, is never kept;
the form of reactions stands beside the lines.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from helpdesk.casefile.model import Act, CasePageView, Happened, Said, TimelineEntry
from helpdesk.conversations.rules import can_be_named
from helpdesk.delivery.model import WAITS_MORNING, DeliveryState
from helpdesk.desk.bubbles import line_of
from helpdesk.desk.handover_words import goes_upward
from helpdesk.desk.pages import Visit
from helpdesk.desk.quoting import may_answer_one, may_react, reactions, touch_form
from helpdesk.desk.telling import day_of, told_once
from helpdesk.events import CitizenErased
from helpdesk.unit_links.model import AnswerState
from tenants.permissions.model import Permission
from ui.i18n import translate
from ui.render import Pages

SHOWN = 30
"""Entries of a long case that are shown at first."""
_KEPT_LINES = 5000
"""About 8 MB with their keys."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timeline_values(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What desk/timeline.html shows, and since when: a page that stays open keeps what it began with."""
    entries = told_once(view.timeline)
    shown = _shown(entries, here.request.query_params.get("from", ""))
    cut = len(shown) < len(entries)
    at = f"cases/{view.case.number}"
    return {
        "lines": _lines(here, view, shown),
        "react_to": touch_form(here, view),
        "older_href": here.address(at, **{"from": "0"}) + _place_of(shown) if cut else "",
        "shown_from": str(_micros(shown[0].at)) if cut else "0",
    }


def _place_of(entries: Sequence[TimelineEntry]) -> str:
    """Where the reader was: the first message that is shown already."""
    return next((f"#m-{entry.message.id}" for entry in entries if isinstance(entry, Said)), "")


def _shown(entries: Sequence[TimelineEntry], since: str) -> Sequence[TimelineEntry]:
    """The entries since a moment (microseconds), else the last ones."""
    if not (since.isascii() and since.isdigit() and len(since) < 18):
        return entries[-SHOWN:]
    return [entry for entry in entries if _micros(entry.at) >= int(since)]


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _lines(here: Visit, view: CasePageView, entries: Sequence[TimelineEntry]) -> list[Markup]:
    pages, zone, language = here.runtime.pages, here.office.timezone, here.language
    place, last, made = ZoneInfo(zone), None, []
    case_at = f"{here.path}/cases/{view.case.number}"
    answer_at = (
        here.address(f"cases/{view.case.number}", tab="reply", quote="") if may_answer_one(view) else ""
    )
    reacts, upward, erased = may_react(view), goes_upward(view), erased_at(view)
    release_at = {act: f"{case_at}/{act.value}" for act in (Act.RELEASE, Act.SAY) if act in view.acts}
    for entry in entries:
        day = entry.at.astimezone(place).date()
        if day != last:
            made.append(_DAY.format(day_of(entry.at, zone, view.now, language)))
            last = day
        gone = (
            erased is not None and isinstance(entry, Said) and entry.at <= erased and not entry.message.text
        )
        named = isinstance(entry, Said) and can_be_named(entry.message, view.way.thread_id)
        acts = (answer_at, reacts) if named else ("", False)
        of = _Line(pages, entry, zone, language, f"{case_at}/files", view.case.anonymous, *acts, upward, gone)
        send_at = _sent_by_hand(here, view, entry)
        act = _waits_for(entry)
        if act is not None and act in release_at:
            return_at = f"{case_at}/return_answer" if act is Act.RELEASE else ""
            made.append(_made(of, "", here.signed.csrf_token, release_at[act], return_at, view))
        elif send_at:
            made.append(_made(of, f"{case_at}/messages/{send_at}", here.signed.csrf_token))
        else:
            made.append(_kept(of))
    return made


def erased_at(view: CasePageView) -> datetime | None:
    """When the citizen's data were erased; none where they stand."""
    erased = [
        each.at
        for each in view.timeline
        if isinstance(each, Happened) and isinstance(each.fact, CitizenErased)
    ]
    return erased[-1] if erased else None


def _waits_for(entry: TimelineEntry) -> Act | None:
    """What sends it on, if it is an answer of a unit or of another office that the citizen has not got."""
    if not isinstance(entry, Said):
        return None
    if entry.from_unit is not None and entry.from_unit.state is AnswerState.WAITING:
        return Act.RELEASE
    return Act.SAY if entry.from_desk is not None and entry.from_desk.waits else None


def _sent_by_hand(here: Visit, view: CasePageView, entry: TimelineEntry) -> str:
    """Where an officer sends a message that failed, or that waits for the morning; empty for any other."""
    if not isinstance(entry, Said):
        return ""
    if entry.delivery in _MAY_GO_AGAIN and Act.REPLY in view.acts:
        return f"{entry.message.id}/retry"
    waits = entry.delivery == DeliveryState.QUEUED and entry.delivery_code == WAITS_MORNING
    return f"{entry.message.id}/early" if waits and here.actor.may(Permission.REPLY) else ""


_MAY_GO_AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
_DAY = Markup('<p class="day-line"><span>{}</span></p>')


class _Line(NamedTuple):
    """All that a line is made of: the key under which it is kept."""

    pages: Pages
    entry: TimelineEntry
    zone: str
    language: str
    files_at: str
    anonymous: bool
    answer_at: str
    reacts: bool
    upward: bool
    erased: bool


@lru_cache(maxsize=_KEPT_LINES)
def _kept(of: _Line) -> Markup:
    return _made(of)


def _made(
    of: _Line,
    send_at: str = "",
    csrf_token: str = "",
    release_at: str = "",
    return_at: str = "",
    view: CasePageView | None = None,
) -> Markup:
    say = partial(translate, of.language)
    return of.pages.part(
        "desk/line.html",
        language=of.language,
        line=line_of(of.entry, of.zone, of.language, say, of.files_at, of.anonymous, of.upward),
        answer_at=of.answer_at,
        reactions=reactions(say) if of.reacts else (),
        send_at=send_at,
        release_at=release_at,
        return_at=return_at,
        spoken_for=view is not None and view.case.spoken_for,
        upward=of.upward,
        erased=of.erased,
        version=view.case.version if view else 0,
        seen=_micros(view.now) if view else 0,
        csrf_token=csrf_token,
    )
