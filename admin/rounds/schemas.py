"""What the page of the plan says."""

from typing import Any

from helpdesk.cases.words import CHANNELS
from helpdesk.desk.pages import Visit
from helpdesk.desk.round_words import round_name
from helpdesk.rounds.model import Plan
from helpdesk.rounds.planning import BY_HAND, TypedLine, TypedPlan, typed_of
from helpdesk.rounds.rules import BATANG
from ui.formats import day_clock
from ui.i18n import N_
from ui.model import Option
from ui.words import words

SPARE = 3
"""Empty rows below the lines that are there."""
ORDER = ("starts", "weekdays", "reminders", "lines")
DONE = {
    "saved": N_("Rencana putaran disimpan."),
    "stopped": N_("Putaran baru tidak dibuat lagi. Catatan yang lama tetap ada."),
}
WRONG = {
    ("starts", "required"): N_("Tulis jam mulai setiap putaran."),
    ("starts", "malformed"): N_("Jam mulai tidak terbaca. Contoh: 06.00, 14.00, 22.00."),
    ("starts", "too_many"): N_("Paling banyak 12 putaran sehari."),
    ("starts", "too_near"): N_("Jarak antara dua putaran paling sedikit 60 menit."),
    ("weekdays", "required"): N_("Pilih paling sedikit satu hari."),
    ("reminders", "malformed"): N_("Tulis menitnya dengan angka. Contoh: 60, 15."),
    ("reminders", "too_many"): N_("Paling banyak empat pengingat."),
    ("reminders", "too_long"): N_("Pengingat harus lebih pendek daripada putaran yang terpendek."),
    ("lines", "too_many"): N_("Paling banyak 20 baris yang diperiksa sendiri."),
    ("lines", "too_long"): N_("Nama baris paling banyak 60 huruf."),
    ("lines", "taken"): N_("Dua baris bernama sama. Bedakan namanya."),
    ("lines", "unknown"): N_("Pilih kanal untuk setiap baris."),
}
REFUSED = {
    "plan_changed": N_("Rencana ini baru saja diubah orang lain. Yang berlaku sekarang tampil di bawah."),
}


def shown(plan: Plan | None) -> TypedPlan:
    """What the form begins with: the plan, else Batang's."""
    return typed_of(plan or BATANG)


def weekdays(here: Visit) -> list[Option]:
    """The days of the week, Monday first."""
    return [Option(value=str(number), label=name) for number, name in enumerate(words(here.language).days)]


def channels(here: Visit) -> list[Option]:
    """Ways that a person looks at."""
    return [Option(value=kind.value, label=here.say(CHANNELS[kind])) for kind in BY_HAND]


def rows(typed: TypedPlan) -> list[TypedLine]:
    """The lines of the form, with empty ones below."""
    return [*typed.lines, *(TypedLine() for _ in range(SPARE))]


def day(here: Visit, plan: Plan) -> list[tuple[str, Any]]:
    """A day of the plan: which round, from when to when."""
    ends = (*plan.starts[1:], plan.starts[0])
    return [
        (round_name(place, here.say), f"{day_clock(begin)}–{day_clock(end)}")
        for place, (begin, end) in enumerate(zip(plan.starts, ends, strict=True), 1)
    ]
