"""What changes from one rule set to the next, in words."""

from collections.abc import Mapping
from typing import Any

from admin.promises.differences import (
    Difference,
    What,
    conditions_changed,
    promises_changed,
    same_steps,
)
from admin.promises.model import Choices
from admin.promises.wording import CONDITIONS, promise_words, rule_shown, steps_words, values_words
from helpdesk.cases.words import TARGETS
from helpdesk.desk.pages import Visit
from helpdesk.sla.targets import Rule, RuleSet
from ui.i18n import N_

_WHAT: Mapping[What, str] = {
    What.ADDED: N_("Baru: %(name)s, di urutan %(to)s"),
    What.REMOVED: N_("Dihapus: %(name)s"),
    What.CHANGED: N_("Diubah: %(name)s"),
    What.MOVED: N_("Dipindah: %(name)s, dari urutan %(was)s ke %(to)s"),
}
_AS_OFFICE = N_("seperti kantor")

Line = tuple[str, ...]
"""What, as it was, as it is."""


def difference_shown(here: Visit, change: Difference, choices: Choices) -> dict[str, Any]:
    """A headline, and what was and is, line by line."""
    headline = here.say(_WHAT[change.what], name=change.rule.name, was=change.was_at, to=change.is_at)
    was, now = change.before, change.after
    shown: dict[str, Any] = {"headline": headline, "lines": [], "rule": None}
    if change.what is What.CHANGED and was is not None and now is not None:
        shown["lines"] = _rule_lines(here, was, now, choices)
    elif change.what is What.ADDED and now is not None:
        shown["rule"] = rule_shown(here, now, change.is_at, choices)
    return shown


def _rule_lines(here: Visit, was: Rule, now: Rule, choices: Choices) -> list[Line]:
    lines: list[Line] = []
    if was.name != now.name:
        lines.append((here.say(N_("Nama")), was.name, now.name))
    for condition in conditions_changed(was, now):
        values = (values_words(here, condition, r.applies.get(condition, ()), choices) for r in (was, now))
        lines.append((here.say(CONDITIONS[condition]), *values))
    for kind, before, after in promises_changed(was, now):
        times = (promise_words(here, each, choices) for each in (before, after))
        lines.append((here.say(TARGETS[kind]), *times))
    if not same_steps(was.steps, now.steps):
        own = (here.say(_AS_OFFICE) if r.steps is None else steps_words(here, r.steps) for r in (was, now))
        lines.append((here.say(N_("Langkah")), *own))
    return lines


def set_lines(here: Visit, was: RuleSet, now: RuleSet) -> list[Line]:
    """What changes for the set as a whole, besides its date."""
    lines: list[Line] = []
    if was.legal_basis != now.legal_basis:
        lines.append((here.say(N_("Dasar hukum")), was.legal_basis, now.legal_basis))
    if not same_steps(was.steps, now.steps):
        told = (steps_words(here, each.steps) for each in (was, now))
        lines.append((here.say(N_("Langkah kantor")), *told))
    return lines
