"""Answers about time in the JSON of `sahut sla explain`: one spec or a list of them."""

from datetime import datetime
from typing import Any

from helpdesk.sla.explain import Explanation, Interval, Worked, explain, explain_between
from helpdesk.sla.model import BeyondHorizon, CalendarFault
from helpdesk.sla.reading import Place, SpecFault, load
from helpdesk.sla.spec import DueQuestion, question

Json = dict[str, Any]


def answer(document: bytes) -> Json | list[Json]:
    """The answer to a spec, or to each of a list of specs in order.

    In a list a bad spec gives `{"error": …}` in its place; alone it raises `SpecFault`.
    """
    spec = load(document)
    if not isinstance(spec.value, list):
        return _answer(spec)
    return [_answer_or_error(Place(item)) for item in spec.value]


def _answer_or_error(spec: Place) -> Json:
    try:
        return _answer(spec)
    except SpecFault as fault:
        return {"error": str(fault)}


def _answer(spec: Place) -> Json:
    asked = question(spec)
    try:
        if isinstance(asked, DueQuestion):
            return _explanation(explain(asked.start, asked.budget, asked.calendar, asked.pauses))
        return _worked(explain_between(asked.since, asked.until, asked.calendar, asked.pauses))
    except BeyondHorizon as fault:
        raise SpecFault("budget", str(fault)) from None
    except CalendarFault as fault:
        raise SpecFault("calendar", str(fault)) from None


def _explanation(explanation: Explanation) -> Json:
    told: Json = {
        "due_at": _time(explanation.due_at),
        "counted": [_interval(interval) for interval in explanation.counted],
        "skipped": [{"date": day.date.isoformat(), "why": day.why} for day in explanation.skipped],
        "paused": [_interval(interval) for interval in explanation.paused],
    }
    if explanation.remaining is not None:
        told["remaining"] = {explanation.remaining.unit: explanation.remaining.amount}
    return told


def _worked(worked: Worked) -> Json:
    return {"seconds": worked.seconds, "counted": [_interval(interval) for interval in worked.counted]}


def _interval(interval: Interval) -> Json:
    return {"from": _time(interval.begins), "to": _time(interval.ends), "seconds": interval.seconds}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
