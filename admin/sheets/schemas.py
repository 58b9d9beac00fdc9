"""Imports and what becomes of their lines, as the pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.frame.service import address, time_of
from admin.sheets.words import COLUMNS, FATES, STATES, remedy
from helpdesk.cases.words import CHANNELS, KINDS
from helpdesk.desk.pages import Visit
from helpdesk.sheets.model import NEEDED, Choice, Column, Fate, Import, ImportState, Outcome, Remark
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import N_
from ui.model import Link, Option

MOST_SHOWN = 200
_SAID = N_(
    "%(done)s dari %(total)s baris: %(new)s kasus baru, %(known)s sudah ada, %(wrong)s perlu diperbaiki."
)
_UNDOING = N_("%(done)s dari %(total)s kasus: %(undone)s dibatalkan, %(kept)s tetap ada.")


def row(here: Visit, found: Import) -> dict[str, Any]:
    """An import in the list."""
    word, tone = STATES[found.state]
    return {
        "name": found.name,
        "href": address(here, f"sheets/{found.id}"),
        "state": here.say(word),
        "tone": tone,
        "lines": number(here, found.total),
        "cases": number(here, found.new - found.undone),
        "by": found.by_name,
        "at": time_of(here, found.made_at),
    }


def progress(here: Visit, found: Import) -> dict[str, Any]:
    """How far the worker is, and what it found."""
    undone = found.state in (ImportState.UNDOING, ImportState.UNDONE)
    counts = {
        name: number(here, getattr(found, name)) for name in ("new", "known", "wrong", "undone", "kept")
    }
    total = found.new if undone else found.total
    done = found.undone + found.kept if undone else found.done
    text = here.say(
        _UNDOING if undone else _SAID, done=number(here, done), total=number(here, total), **counts
    )
    word, tone = STATES[found.state]
    return {
        "runs": found.runs,
        "word": here.say(word),
        "tone": "info" if found.runs else tone or "info",
        "said": text,
        "done": done,
        "total": max(total, 1),
        "href": address(here, f"sheets/{found.id}"),
        "progress_href": address(here, f"sheets/{found.id}/progress"),
        "by": found.undone_name if undone else found.by_name,
        "at": time_of(here, found.finished_at),
    }


def columns(here: Visit, choice: Choice) -> list[dict[str, Any]]:
    """A choice for each thing that a column may hold."""
    return [
        {
            "name": column.value,
            "label": here.say(label),
            "value": str(choice.columns[column]) if column in choice.columns else "",
            "needed": column in NEEDED,
        }
        for column, label in COLUMNS.items()
    ]


def heads(found: Import) -> list[Option]:
    """The columns of the sheet as they are chosen: their letter and their head."""
    return [
        Option(value=str(place), label=f"{letters(place)} · {head}" if head else letters(place))
        for place, head in enumerate(found.tabs[found.tab].heads)
    ]


def tabs(found: Import) -> list[Option]:
    """The pages of a workbook; none when there is one only."""
    named = [Option(value=str(place), label=tab.name) for place, tab in enumerate(found.tabs)]
    return named if len(named) > 1 else []


def usual(here: Visit) -> dict[str, list[Option]]:
    """What may count where a cell says nothing."""
    return {
        "channels": [Option(value=kind.value, label=here.say(word)) for kind, word in CHANNELS.items()],
        "kinds": [Option(value=kind.value, label=here.say(word)) for kind, word in KINDS.items()],
    }


def lines(here: Visit, choice: Choice | None, found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """What becomes of each line; the case's number leads to it for those who read cases."""
    reads = here.actor.may(Permission.READ_CASES)
    return [
        {
            "place": each.place,
            "number": each.number,
            "fate": here.say(FATES[each.fate][0]),
            "tone": FATES[each.fate][1],
            "remarks": [remark(here, choice, each.place, one) for one in each.remarks],
            "case": each.case_number,
            "href": f"{here.path}/cases/{each.case_number}" if reads and each.case_number else "",
        }
        for each in found
    ]


def remark(here: Visit, choice: Choice | None, place: int, found: Remark) -> dict[str, str]:
    """One cell: where it is, and what is to be done about it."""
    return {
        "cell": cell(choice, place, found.column),
        "column": here.say(COLUMNS[found.column]),
        "text": here.say(remedy(found.column, found.code)),
    }


def cell(choice: Choice | None, place: int, column: Column) -> str:
    """Such as E7; empty for a column that the sheet does not have."""
    at = choice.columns.get(column) if choice else None
    return "" if at is None else f"{letters(at)}{place}"


def letters(place: int) -> str:
    """What a spreadsheet program calls its columns: A, B, … Z, AA."""
    first, last = divmod(place, 26)
    return f"{letters(first - 1) if first else ''}{chr(ord('A') + last)}"


def filters(here: Visit, href: str, counts: Mapping[Fate, int], current: Fate | None) -> tuple[Link, ...]:
    """All lines, or those of one fate only."""
    every = Link(
        label=here.say(N_("Semua baris")), href=href, count=sum(counts.values()), current=current is None
    )
    return (
        every,
        *(
            Link(
                label=here.say(FATES[fate][0]),
                href=f"{href}?show={fate.value}",
                count=count,
                current=fate is current,
            )
            for fate, count in counts.items()
            if count
        ),
    )


def number(here: Visit, value: int) -> str:
    """A count in the reader's language."""
    return formats.number(value, language=here.language)
