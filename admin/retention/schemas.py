"""What the page of retention says, and how its fields are read."""

from collections.abc import Iterable, Mapping

import msgspec

from admin.frame.service import Words
from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import KINDS
from helpdesk.desk.pages import Visit
from helpdesk.retention.model import MOST_MONTHS, Advice, Period, Toll
from kit.errors import Invalid
from ui.i18n import N_

KIND_WORDS = tuple(kind.value for kind in KINDS)
ORDER = tuple(f"{part}_{kind}" for kind in KIND_WORDS for part in ("months", "law"))
DONE: Mapping[str, str] = {"saved": N_("Masa simpan disimpan.")}
REFUSED: Mapping[str, str] = {
    "retention_changed": N_(
        "Masa simpan baru saja diubah orang lain. Yang berlaku sekarang tampil di bawah."
    ),
}
WRONG: Words = {
    **dict.fromkeys(
        ((f"months_{kind}", "out_of_range") for kind in KIND_WORDS), N_("Tulis jumlah bulan, 0 sampai 600.")
    ),
    **dict.fromkeys(((f"law_{kind}", "too_long") for kind in KIND_WORDS), N_("Paling banyak 300 huruf.")),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One kind as it is typed."""

    kind: str
    months: str = ""
    law: str = ""


def rows(periods: Mapping[str, Period]) -> list[Row]:
    """The fields of every kind, as they are set."""
    set_ = ((kind, periods.get(kind, Period())) for kind in KIND_WORDS)
    return [
        Row(kind=kind, months=str(each.months) if each.months else "", law=each.law) for kind, each in set_
    ]


def read(typed: Iterable[Row]) -> dict[str, Period]:
    """The periods; raises `Invalid` for what is no number of months."""
    found, wrong = {}, {}
    for row in typed:
        months = row.months.strip()
        if months and not (months.isdecimal() and months.isascii() and int(months[:9]) <= MOST_MONTHS):
            wrong[f"months_{row.kind}"] = "out_of_range"
        else:
            found[row.kind] = Period(months=int(months or 0), law=" ".join(row.law.split()))
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return found


def name_of(here: Visit, kind: str) -> str:
    """The kind in words."""
    return here.say(KINDS[CaseKind(kind)])


def toll_words(here: Visit, toll: Toll | None) -> str:
    """How many cases it means; empty where nothing goes."""
    if toll is None:
        return ""
    said = N_("Kasus yang datanya dihapus: %(now)s hari ini, %(soon)s lagi dalam 30 hari ke depan.")
    return here.say(said, now=toll.now, soon=toll.soon)


def advice_words(here: Visit, advice: Advice | None, office: str, kind: str) -> str:
    """What the office above advises for the kind; empty where it says nothing."""
    months = advice.periods[kind].months if advice and kind in advice.periods else 0
    return (
        here.say(N_("Anjuran %(office)s: %(months)s bulan."), office=office, months=months) if months else ""
    )
