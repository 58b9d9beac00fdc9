"""Choosing offices in a form: all to be ticked where there are few, found by name where there are many. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.elsewhere.model import NOWHERE
from tenants.offices.model import Office
from ui.model import Option

FEW = 12
_MOST_FOUND = 30


def slugs_of(typed: Mapping[str, str]) -> list[str]:
    """The offices that were ticked."""
    return [slug for slug in typed.get("to", "").split(",") if slug]


def offices_shown(offices: Sequence[Office], chosen: Sequence[str], find: str) -> dict[str, Any]:
    """Those that may be ticked now: all; of many the chosen ones first, then those with these words in their name."""
    many, words = len(offices) > FEW, find.casefold().split()
    ticked = [each for each in offices if each.slug in chosen]
    others = [each for each in offices if each.slug not in chosen]
    found = [each for each in others if _has(each, words)] if words else others[:FEW]
    shown = [*ticked, *found[:_MOST_FOUND]] if many else list(offices)
    return {
        "offices": [_option(each) for each in shown],
        "every": [_option(each) for each in offices],
        "many": many,
        "find": find,
        "found": len(found) if words else None,
        "all_offices": len(offices),
        "chosen": chosen,
    }


def _has(office: Office, words: Sequence[str]) -> bool:
    names = f"{office.name} {office.desk_name}".casefold()
    return all(word in names for word in words)


def _option(office: Office) -> Option:
    named = office.name if office.name != office.desk_name else ""
    hint = " · ".join(part for part in (named, office.host if office.id == NOWHERE else "") if part)
    return Option(value=office.slug, label=office.desk_name, hint=hint)
