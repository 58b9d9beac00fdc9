"""The words and choices of the pages of time promises."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from admin.frame.service import Words, address, time_of
from admin.promises import wording
from admin.promises.model import Book, Choices, Version
from admin.promises.reading import values_of
from helpdesk.cases.recounts import Recount
from helpdesk.cases.words import TARGETS
from helpdesk.desk.arithmetic import day
from helpdesk.desk.pages import Visit
from helpdesk.sla.model import Receiver, TargetKind
from helpdesk.sla.targets import Condition, NoRuleInForce, Rule, RuleSet, rule_set_in_force
from ui import formats
from ui.i18n import N_
from ui.model import Option

RULE_ORDER = (
    "name",
    *(f"if_{each}" for each in Condition),
    *(f"amount_{each}" for each in TargetKind),
    *(f"tell_{each}" for each in Receiver),
)
DRAFT_ORDER = ("rules", "effective_from", "legal_basis", *(f"tell_{each}" for each in Receiver))
QUESTION_ORDER = (*(each.value for each in Condition), "date", "time", "wait_from", "wait_until")
DONE: Mapping[str, str] = {
    "saved": N_("Versi baru disimpan. Kasus yang terbuka sedang dihitung ulang."),
}
REFUSED: Mapping[str, str] = {
    "rules_changed": N_(
        "Orang lain baru saja menyimpan versi lain. Perubahan Anda belum disimpan: bandingkan dengan versi terbaru,"
        " lalu mulailah lagi dari sana."
    ),
    "draft_unreadable": N_("Rancangan itu tidak terbaca lagi. Mulailah versi baru sekali lagi."),
}
_STEPS: Words = {
    (f"tell_{each}", code): text
    for each in Receiver
    for code, text in {
        "unreadable": N_("Tulis persen dengan angka, misalnya 80, 100."),
        "percent": N_("Persen paling kecil 1 dan paling besar 1.000."),
        "too_many": N_("Paling banyak 20 langkah."),
    }.items()
}
_AMOUNTS: Words = {
    (f"amount_{each}", code): text
    for each in TargetKind
    for code, text in {
        "required": N_("Isi paling sedikit satu janji."),
        "unreadable": N_("Tulis lamanya dengan angka bulat."),
        "unit": N_("Pilih satuan dari daftar."),
        "calendar": N_("Pilih jam layanan dari daftar."),
        "zero": N_("Lamanya harus lebih dari nol. Kosongkan bila tidak dijanjikan."),
        "too_much": N_("Terlalu lama: paling banyak sekitar satu tahun."),
        "untold": N_("Dengan jam layanan itu tenggat tidak pernah tercapai."),
    }.items()
}
WRONG: Words = {
    ("name", "required"): N_("Tulis nama aturannya."),
    ("name", "too_long"): N_("Nama aturan terlalu panjang: paling banyak 80 huruf."),
    ("name", "taken"): N_("Sudah ada aturan dengan nama itu."),
    ("name", "too_many"): N_("Sudah ada 60 aturan. Hapus yang tidak dipakai lagi."),
    **{(f"if_{each}", "unknown"): N_("Pilih dari daftar.") for each in Condition},
    **_AMOUNTS,
    **_STEPS,
    ("rules", "empty"): N_("Belum ada aturan. Tambahkan paling sedikit satu."),
    ("rules", "too_many"): N_("Terlalu banyak: paling banyak 60 aturan."),
    ("rules", "twice"): N_("Ada dua aturan dengan nama yang sama."),
    ("rules", "broken"): N_(
        "Ada aturan yang tidak dapat dipakai lagi. Buka dan simpan lagi aturan-aturannya."
    ),
    ("rules", "first_seen"): N_(
        "Harus ada satu aturan untuk semua kasus yang menjanjikan kapan kasus dilihat pertama."
    ),
    ("effective_from", "required"): N_("Tulis sejak kapan versi ini berlaku."),
    ("effective_from", "unreadable"): N_("Tanggal ini tidak terbaca."),
    ("effective_from", "far"): N_("Paling jauh dua tahun dari hari ini."),
    ("legal_basis", "required"): N_("Tulis dasar hukumnya, misalnya nomor peraturan atau keputusan."),
    ("legal_basis", "too_long"): N_("Dasar hukum terlalu panjang: paling banyak 300 huruf."),
    ("kind", "required"): N_("Pilih jenis kasusnya."),
    **{(each.value, "unknown"): N_("Pilih dari daftar.") for each in Condition},
    ("date", "required"): N_("Tulis tanggal masuknya."),
    ("date", "unreadable"): N_("Tanggal ini tidak terbaca."),
    ("date", "far"): N_("Tahun itu tidak dapat dihitung."),
    ("date", "no_rule"): N_("Pada tanggal itu belum ada aturan yang berlaku."),
    ("time", "required"): N_("Tulis jam masuknya."),
    ("time", "unreadable"): N_("Jam ini tidak terbaca. Tulis seperti 15:30."),
    ("wait_from", "required"): N_("Tulis sejak kapan menunggu warga."),
    ("wait_from", "early"): N_("Menunggu warga tidak dapat mulai sebelum kasus masuk."),
    ("wait_until", "early"): N_("Waktu ini sebelum mulai menunggu."),
    **{(each, "unreadable"): N_("Waktu ini tidak terbaca.") for each in ("wait_from", "wait_until")},
    **{(each, "far"): N_("Tahun itu tidak dapat dihitung.") for each in ("wait_from", "wait_until")},
}


def in_force(book: Book) -> RuleSet | None:
    """What judges the cases of today."""
    try:
        return rule_set_in_force([each.rule_set for each in book.versions], book.today)
    except NoRuleInForce:
        return None


def version_shown(here: Visit, version: Version, book: Book) -> dict[str, Any]:
    """A version as a line of the list and as the head of its page."""
    rule_set, current = version.rule_set, in_force(book)
    state = "now" if rule_set is current else "to_come" if rule_set.effective_from > book.today else "earlier"
    return {
        "version": rule_set.version,
        "since": day(here, rule_set.effective_from),
        "basis": rule_set.legal_basis,
        "state": state,
        "saved_by": version.saved_by,
        "saved_at": time_of(here, version.saved_at),
        "steps": wording.steps_words(here, rule_set.steps),
        "rules": rules_shown(here, rule_set.rules, book.choices),
        "href": f"{address(here, 'promises')}?version={rule_set.version}",
        "again_href": f"{address(here, 'promises/draft')}?from={rule_set.version}",
    }


def rules_shown(here: Visit, rules: tuple[Rule, ...], choices: Choices) -> list[dict[str, Any]]:
    """Every rule in its place."""
    return [wording.rule_shown(here, rule, place, choices) for place, rule in enumerate(rules, 1)]


def recount_shown(here: Visit, job: Recount) -> dict[str, Any]:
    """How far a recount is; `said` tells the numbers, `failed` how many cases could not be counted."""
    numbers = {
        name: formats.number(getattr(job, name), language=here.language)
        for name in ("total", "done", "changed")
    }
    finished = job.finished_at is not None
    text = N_("%(done)s dari %(total)s kasus terbuka dihitung ulang; tenggat berubah pada %(changed)s kasus.")
    if finished:
        text = N_("%(done)s kasus terbuka sudah dihitung ulang; tenggat berubah pada %(changed)s kasus.")
    return {
        "running": not finished,
        "said": here.say(text, **numbers),
        "failed": job.failed,
        "why": here.say(N_("aturan berubah") if job.why == "rules" else N_("jam kerja berubah")),
        "asked_by": job.asked_by,
        "asked_at": time_of(here, job.asked_at),
        "done": min(job.done, job.total),
        "total": job.total,
    }


def options(here: Visit, choices: Choices, kept: Rule | None = None) -> dict[Condition, list[Option]]:
    """What each condition may ask for, in words; closed units only where a rule still names them."""
    units = tuple(unit for unit in choices.units if unit[0] not in choices.closed_units)
    return {
        each: [
            Option(value=value, label=wording.begun(wording.value_words(here, each, value, choices)))
            for value in values
        ]
        for each, values in values_of(replace(choices, units=units), kept).items()
    }


def targets(here: Visit) -> list[tuple[TargetKind, str]]:
    """Every target and what it is called."""
    return [(kind, here.say(TARGETS[kind])) for kind in TargetKind]


def unit_options(here: Visit) -> list[Option]:
    """The units that a promise may be given in."""
    return [Option(value=unit, label=here.say(word)) for unit, word in wording.UNITS.items()]
