"""Cases that are received now, as a table: what they are promised, and what they would be."""

from collections.abc import Sequence
from typing import Any

from admin.promises.service import Example
from admin.promises.wording import GRADES
from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import KINDS, TARGETS
from helpdesk.desk.arithmetic import moment
from helpdesk.desk.pages import Visit
from helpdesk.sla.foretelling import Foretelling
from helpdesk.sla.model import TargetKind
from helpdesk.sla.targets import AT_RECEIPT, Traits
from ui.i18n import N_


def examples_shown(here: Visit, examples: Sequence[Example]) -> dict[str, Any]:
    """Heads and rows; a cell is what was, what is, and whether they differ."""
    return {
        "heads": [here.say(TARGETS[kind]) for kind in AT_RECEIPT],
        "rows": [
            {"name": case_words(here, each.traits), "cells": [_cell(here, each, kind) for kind in AT_RECEIPT]}
            for each in examples
        ],
    }


def case_words(here: Visit, traits: Traits) -> str:
    """`Pengaduan merah`."""
    kind = here.say(KINDS[CaseKind(traits.kind)])
    if traits.grade not in GRADES:
        return kind
    return here.say(N_("%(kind)s %(grade)s"), kind=kind, grade=here.say(GRADES[traits.grade]))


def _cell(here: Visit, example: Example, kind: TargetKind) -> dict[str, Any]:
    was = _due(here, example.before, kind) if example.before else "–"
    now = _due(here, example.after, kind)
    return {"label": here.say(TARGETS[kind]), "was": was, "now": now, "differs": was != now}


def _due(here: Visit, told: Foretelling, kind: TargetKind) -> str:
    due = next((each.clock.due_at for each in told.promises if each.clock.kind is kind), None)
    return moment(here, due) if due else "–"
