"""What the page of approval says, and how its rows are read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from admin.frame.service import Words
from helpdesk.approvals.model import Approvers, Rule
from helpdesk.approvals.rules import MOST_RULES
from helpdesk.cases.words import GRADES, KINDS
from helpdesk.desk.pages import Visit
from helpdesk.desk.service import Branch, unit_options
from kit.errors import Invalid
from kit.ids import id_in
from ui.i18n import N_
from ui.model import Option

SPARE = 2
"""Empty rows below the rules that are there."""
PARTS = ("approvers", "kind", "grade", "unit", "longer")
PLACES = range(1, MOST_RULES + SPARE + 1)
ORDER = ("rules", *(f"{part}_{place}" for place in PLACES for part in PARTS))
DONE: Mapping[str, str] = {"saved": N_("Aturan persetujuan disimpan. Yang sudah menunggu tetap menunggu.")}
REFUSED: Mapping[str, str] = {
    "plan_changed": N_("Aturan ini baru saja diubah orang lain. Yang berlaku sekarang tampil di bawah."),
}
_UNKNOWN = {
    "kind": N_("Pilih jenis dari daftar."),
    "grade": N_("Pilih tingkat dari daftar."),
    "unit": N_("Unit itu tidak aktif lagi. Pilih unit dari daftar."),
    "approvers": N_("Pilih siapa yang memutuskan."),
}
WRONG: Words = {
    ("rules", "too_many"): N_("Paling banyak 10 aturan."),
    **{(f"{part}_{place}", "unknown"): said for part, said in _UNKNOWN.items() for place in PLACES},
}
_WHO: Mapping[Approvers, str] = {
    Approvers.SUPERVISOR: N_("Penyelia"),
    Approvers.HEAD: N_("Pimpinan"),
    Approvers.EITHER: N_("Penyelia atau pimpinan"),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it was typed."""

    approvers: str = ""
    kind: str = ""
    grade: str = ""
    unit: str = ""
    longer: str = ""


def rows(rules: Sequence[Rule]) -> list[Row]:
    """The rules, and some empty rows below them."""
    kept = [
        Row(
            approvers=rule.approvers.value,
            kind=rule.kind,
            grade=rule.grade,
            unit=str(rule.unit_id or ""),
            longer="1" if rule.longer else "",
        )
        for rule in rules
    ]
    return padded(kept)


def padded(typed: Sequence[Row]) -> list[Row]:
    """With empty rows at the end, as many as there is room for."""
    return [*typed, *[Row()] * SPARE][: PLACES[-1]]


def read(typed: Iterable[Row]) -> tuple[Rule, ...]:
    """The rules; raises `Invalid` for a word that is none of ours."""
    found, wrong = [], {}
    for place, row in enumerate(typed, 1):
        unit_id = id_in(row.unit)
        if row.approvers not in set(Approvers):
            wrong[f"approvers_{place}"] = "unknown"
        elif row.unit and unit_id is None:
            wrong[f"unit_{place}"] = "unknown"
        else:
            who = Approvers(row.approvers)
            rule = Rule(
                approvers=who, kind=row.kind, grade=row.grade, unit_id=unit_id, longer=bool(row.longer)
            )
            found.append(rule)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return tuple(found)


def options(here: Visit, tree: Iterable[Branch]) -> dict[str, Any]:
    """What each field of a row offers."""
    return {
        "approvers": [Option(value=each.value, label=here.say(name)) for each, name in _WHO.items()],
        "kinds": [Option(value=each.value, label=here.say(name)) for each, name in KINDS.items()],
        "grades": [Option(value=each.value, label=here.say(name)) for each, name in GRADES.items()],
        "units": unit_options(tree),
    }
