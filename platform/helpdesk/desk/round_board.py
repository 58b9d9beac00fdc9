"""The board of a day: rounds as columns, what was looked at as rows."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.round_words import STATES, line_about, line_icon, line_name, line_pill, pill, round_name
from helpdesk.rounds import rules
from helpdesk.rounds.model import Board, Line, Round, RoundState, Slot
from helpdesk.rounds.service import board
from ui import formats

_FIRST, _LAST = date(2020, 1, 1), date(2099, 12, 31)


@get("/rounds")
async def board_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The rounds of a day; today without one, or with one that cannot be read."""
    here = await visit(request, slug)
    found = await board(here.actor, day_of(here.request.query_params.get("day", "")))
    return page(
        here,
        "desk/round_board.html",
        await shell_at(here, "rounds"),
        day=formats.weekday_date(found.day, language=here.language),
        iso=found.day.isoformat(),
        is_today=found.day == found.today,
        columns=[
            *(_column(here, found, each) for each in found.rounds),
            *(_slot(here, each) for each in found.coming),
        ],
        rows=_rows(here, found),
        before_href=day_href(here, found.day - timedelta(days=1)),
        after_href=day_href(here, found.day + timedelta(days=1)),
        today_href=f"{here.path}/rounds",
        to=f"{here.path}/rounds",
        month_href=f"{here.path}/rounds/month?month={found.day:%Y-%m}",
    )


def day_of(text: str) -> date | None:
    """A day as an address says it: 2026-11-22; none for what is none, or is far away."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def day_href(here: Visit, day: date) -> str:
    """The board of a day."""
    return f"{here.path}/rounds?day={day.isoformat()}"


def _column(here: Visit, found: Board, look: Round) -> dict[str, Any]:
    return {
        **_slot(here, look),
        "state": pill(STATES[rules.state_of(look, found.now)], here.say),
        "progress": f"{look.checked}/{look.lines}",
        "href": f"{here.path}/rounds/{look.id}",
    }


def _slot(here: Visit, slot: Slot | Round) -> dict[str, Any]:
    """A column as it is before its round begins."""
    return {
        "name": round_name(slot.place, here.say),
        "hours": formats.clock_span(
            slot.begins_at, slot.ends_at, here.office.timezone, language=here.language
        ),
        "state": pill(STATES[RoundState.COMING], here.say),
        "progress": "",
        "href": "",
    }


def _rows(here: Visit, found: Board) -> list[dict[str, Any]]:
    """What was looked at, in the order of the latest round; a cell for each round, empty where it had no such line."""
    of_round: dict[UUID, dict[Any, Line]] = {}
    for line in found.lines:
        of_round.setdefault(line.round_id, {})[_key(line)] = line
    keys: dict[Any, Line] = {}
    for look in reversed(found.rounds):
        for key, line in of_round.get(look.id, {}).items():
            keys.setdefault(key, line)
    return [
        {
            "name": line_name(line, here.say),
            "about": line_about(line, here.say),
            "icon": line_icon(line),
            "cells": [
                *(_cell(here, of_round.get(look.id, {}).get(key)) for look in found.rounds),
                *(None for _ in found.coming),
            ],
        }
        for key, line in keys.items()
    ]


def _key(line: Line) -> tuple[Any, ...]:
    return (line.kind, line.account_id or line.name)


def _cell(here: Visit, line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    at = (
        formats.clock_time(line.checked_at, here.office.timezone, language=here.language)
        if line.checked_at
        else ""
    )
    return {
        "state": line_pill(line, here.say),
        "by": f"{line.checked_name}, {at}" if at else "",
        "note": line.note,
        "href": f"{here.path}/rounds/{line.round_id}/lines/{line.id}",
    }
