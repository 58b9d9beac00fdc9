"""The right column of a case: who reports, facts, path, other offices, register, history. Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from helpdesk.attachments.model import ORIGINAL
from helpdesk.casefile.model import Act, CasePageView, Earlier, Handover, Happened, Passed, Revealed
from helpdesk.casefile.with_units import UnitWay
from helpdesk.cases.helping import helped
from helpdesk.cases.model import OPEN_STATES, CaseKind, CaseState, PartRole, PartState, Priority
from helpdesk.cases.words import CHANNELS, GRADE_TIMES, GRADES, KINDS, PRIORITIES
from helpdesk.contacts.model import reachable
from helpdesk.desk.agreed import agreements, some_withdrawn
from helpdesk.desk.bubbles import files_shown
from helpdesk.desk.handover_words import filers, handovers
from helpdesk.desk.holding import held_in_short
from helpdesk.desk.pages import Visit
from helpdesk.desk.register_words import mode_words, stuck_because
from helpdesk.desk.rows import GONE, OFFERED, SOMEBODY, STATES, UNNAMED, channel_of, status_word
from helpdesk.desk.telling import REGISTER_STATES, passed, told, told_once, unit_names
from helpdesk.desk.unit_dialogs import asked_values
from helpdesk.escalation.model import AWAY, PARTED, LinkState, Side
from helpdesk.registers.model import Step
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import LANGUAGES, N_

_SCHEMES = {"phone": N_("Telepon"), "wa_user": N_("ID pengguna WhatsApp"), "email": N_("Surel")}
_TOLD_BY_PHONE = {"portal", "wa_user"}
"""What no officer can dial or write to; a user's id is shown where there is nothing else."""
_STEPS = {
    Step.DRAFT: (N_("Menunggu dikirim"), ""),
    Step.UPLOADING: (N_("Berkas sedang dikirim"), ""),
    Step.SUBMITTING: (N_("Sedang dikirim"), ""),
    Step.SUBMITTED: (N_("Terdaftar, pelimpahan sedang diminta"), ""),
    Step.TRANSFER_REQUESTED: (N_("Diikuti, pelimpahan sudah diminta"), "ok"),
    Step.TRACKING: (N_("Diikuti"), "ok"),
    Step.FINISHED: (N_("Selesai di sana"), "ok"),
    Step.FAILED: (N_("Gagal didaftarkan"), "bad"),
    Step.NEEDS_PERSON: (N_("Perlu diperiksa petugas"), "warn"),
}
_BY_HAND = {
    Step.DRAFT: N_("Menunggu Anda daftarkan sendiri"),
    Step.TRACKING: N_("Diikuti sendiri oleh petugas"),
}
_UNKNOWN, _HIDDEN = N_("Tidak diketahui"), N_("Tanpa nama atas permintaan warga")
_HEARD = frozenset({LinkState.ANSWERED, LinkState.CLOSED})
ROLES = {PartRole.LEAD: N_("memimpin"), PartRole.HELPER: N_("membantu"), PartRole.COPY: N_("tembusan")}
PART_STATES = {
    PartState.OPEN: N_("belum menjawab"),
    PartState.ANSWERED: N_("sudah menjawab"),
    PartState.RETURNED: N_("dikembalikan"),
    PartState.ENDED: N_("berakhir"),
}
Pairs = list[tuple[str, str]]


def panel_values(here: Visit, view: CasePageView, revealed: Revealed | None, reason: str) -> dict[str, Any]:
    """Everything in the column."""
    return {
        "reporter": reporter(here, view),
        "earlier": _earlier(here, view.earlier),
        "contact_href": _contact_href(here, view),
        "print_href": f"{here.path}/cases/{view.case.number}/print",
        "revealed": _revealed(here, revealed) if revealed else None,
        "may_reveal": Act.REVEAL in view.acts,
        "told_there": view.case.mirrored and view.contact is None,
        "reason": reason,
        "facts": tuple(facts(here, view)),
        "may_take": Act.TAKE in view.acts,
        "asked": asked_values(here, view.asked) if view.asked else None,
        "may_withdraw_request": Act.WITHDRAW_REQUEST in view.acts,
        "path": path(here, view),
        "held": held_in_short(here, view),
        "promises_href": here.address(f"cases/{view.case.number}/promises"),
        "unit_ways": _unit_ways(here, view),
        "units_href": here.address(f"cases/{view.case.number}/join_unit")
        if Act.JOIN_UNIT in view.acts
        else "",
        "handovers": handovers(here, view),
        "agreements": agreements(here, view),
        "withdrawn": some_withdrawn(view.agreements),
        "letters_href": f"{here.path}/letters?number={view.case.number}"
        if view.handovers and here.actor.may(Permission.OVERSEE_LETTERS)
        else "",
        "register": _register(here, view),
        "lapor_number": view.case.lapor_number,
        "filed_elsewhere": view.case.filed_elsewhere,
        "filers": filers(here, view),
        "history": _history(here, view),
    }


def reporter(here: Visit, view: CasePageView) -> Pairs:
    """The citizen without what needs a reason: name, masked numbers, language."""
    case, contact = view.case, view.contact
    if case.anonymous:
        return [(here.say(N_("Nama")), here.say(_HIDDEN))]
    if contact is None:
        return [(here.say(N_("Nama")), here.say(UNNAMED if case.mirrored else _UNKNOWN))]
    pairs = [(here.say(N_("Nama")), contact.name or here.say(SOMEBODY))]
    pairs += reached(here, contact.identities)
    pairs.append((here.say(N_("Bahasa")), LANGUAGES.get(contact.language, contact.language)))
    return pairs


def _revealed(here: Visit, revealed: Revealed) -> Pairs:
    named = [(here.say(N_("Nama")), revealed.name or here.say(_UNKNOWN))]
    return named + reached(here, revealed.identities)


def _contact_href(here: Visit, view: CasePageView) -> str:
    """The page of the citizen; who wants to stay unnamed has none."""
    return "" if view.contact is None or view.case.anonymous else f"{here.path}/contacts/{view.contact.id}"


def reached(here: Visit, identities: Iterable[tuple[str, str]]) -> Pairs:
    """How somebody is reached, with the names of the ways."""
    known = reachable(identities)
    dialled = [each for each in known if each[0] not in _TOLD_BY_PHONE]
    return [(here.say(_SCHEMES.get(scheme, scheme)), value) for scheme, value in dialled or known]


def _earlier(here: Visit, cases: Sequence[Earlier]) -> dict[str, Any]:
    """The citizen's other cases: how many, how many of them are finished, and the last ones."""
    rows = [
        {
            "href": here.address(f"cases/{each.number}"),
            "number": each.number,
            "title": each.title,
            "word": here.say(STATES[each.state]),
            "time": formats.date_time(each.opened_at, here.office.timezone, language=here.language),
        }
        for each in cases
    ]
    return {"rows": rows, "done": sum(each.state not in OPEN_STATES for each in cases)}


def word_here(view: CasePageView) -> str:
    """The case's word on this desk, with the place where it is if it was handed over."""
    away = [each for each in view.handovers if each.side is Side.SOURCE and each.state in AWAY]
    asked = [each for each in view.handovers if each.side is Side.TARGET and each.state is LinkState.OFFERED]
    if asked and view.case.closed_at is None:
        return status_word(view.word, OFFERED)
    ended = [each for each in view.handovers if each.side is Side.TARGET]
    if ended and view.case.state is CaseState.REJECTED and ended[-1].state in GONE:
        return status_word(view.word, ended[-1].state)
    return status_word(view.word, away[-1].level if away else "")


def facts(here: Visit, view: CasePageView) -> Pairs:
    """What the case is and where it stands."""
    case, say = view.case, here.say
    pairs = [
        (say(N_("Jenis")), say(KINDS[case.kind])),
        *_triage(here, view),
        (say(N_("Keadaan")), say(word_here(view))),
        (say(N_("Kanal")), say(CHANNELS[channel_of(case.channel)])),
        *([(say(N_("Tempat")), view.facility)] if view.facility else []),
        (say(N_("Unit")), view.unit or say(N_("Meja layanan"))),
        (say(N_("Penanggung")), view.assignee or say(N_("Belum ada"))),
        (say(N_("Diterima")), _time(here, case.opened_at)),
    ]
    pairs += _gathered(here, view.handovers)
    if view.duplicate_of:
        pairs.append((say(N_("Digabung ke")), view.duplicate_of))
    if case.confidential:
        pairs.append((say(N_("Sifat")), say(N_("Rahasia"))))
    if case.rating:
        pairs.append((say(N_("Nilai warga")), say(N_("%(score)s dari 5"), score=case.rating)))
    return pairs


def _gathered(here: Visit, handovers: Iterable[Handover]) -> Pairs:
    """How many of several offices have answered."""
    asked = [each for each in handovers if each.side is Side.SOURCE and each.state not in PARTED]
    done = sum(each.state in _HEARD for each in asked)
    if len(asked) < 2:
        return []
    told = N_("%(done)s dari %(all)s kantor sudah menjawab")
    return [(here.say(N_("Kantor lain")), here.say(told, done=done, all=len(asked)))]


def _triage(here: Visit, view: CasePageView) -> Pairs:
    """Grade and topic, and a priority that is not the usual one."""
    case, say, pairs = view.case, here.say, []
    if case.grade:
        graded = f"{say(GRADES[case.grade])} (KWTK {say(GRADE_TIMES[case.grade])})"
        pairs.append((say(N_("Tingkat")), graded))
    elif case.kind is CaseKind.COMPLAINT:
        pairs.append((say(N_("Tingkat")), say(N_("Belum dinilai"))))
    if case.priority is not Priority.NORMAL:
        pairs.append((say(N_("Prioritas")), say(PRIORITIES[case.priority])))
    if view.topic:
        pairs.append((say(N_("Topik")), view.topic))
    return pairs


def path(here: Visit, view: CasePageView) -> list[dict[str, str]]:
    """The office's desk first, then each unit; the last one holds the case."""
    steps = [each for each in view.timeline if isinstance(each, Passed) and each.role is PartRole.LEAD]
    if not steps:
        return []
    ended = view.case.closed_at is not None
    first = {"title": here.say(N_("Meja layanan")), "state": "done", "text": _time(here, view.case.opened_at)}
    here_now = view.case.unit_id is not None and not ended
    found = [first, *(_step(here, step, step is steps[-1] and here_now) for step in steps)]
    if view.case.unit_id is None and not ended:
        found.append({"title": here.say(N_("Meja layanan")), "state": "current", "text": ""})
    return found


def _step(here: Visit, step: Passed, current: bool) -> dict[str, str]:
    due = here.say(N_("tenggat %(time)s"), time=_time(here, step.due_at)) if step.due_at else ""
    text = " · ".join(part for part in (_time(here, step.at), due, step.instruction) if part)
    return {"title": step.unit, "state": "current" if current else "done", "text": text}


def _unit_ways(here: Visit, view: CasePageView) -> Pairs:
    """The units that have the case, once there are others beside the one that leads: what each does, and how long."""
    if all(way.role is PartRole.LEAD for way in view.unit_ways):
        return []
    times = {each.unit_id: each.time for each in helped(view.help, view.now)}
    return [(way.unit, _did(here, way, times.get(way.unit_id))) for way in view.unit_ways]


def _did(here: Visit, way: UnitWay, time: timedelta | None) -> str:
    told = [here.say(ROLES[way.role])]
    if way.role is not PartRole.COPY:
        told.append(here.say(PART_STATES[way.state]))
    if way.role is PartRole.HELPER and time is not None:
        told.append(formats.duration(time.total_seconds(), language=here.language))
    return " · ".join(told)


def _register(here: Visit, view: CasePageView) -> dict[str, Any] | None:
    register = view.register
    if register is None:
        return None
    word, tone = _STEPS[register.step]
    if register.by_hand:
        word = _BY_HAND.get(register.step, word)
    status = REGISTER_STATES.get(register.status, REGISTER_STATES["unknown"]) if register.status else ""
    pairs = [
        (here.say(N_("Nomor")), register.tracking_id or view.case.lapor_number or "–"),
        (here.say(N_("Keadaan di sana")), here.say(status) if status else "–"),
        (here.say(N_("Instansi")), register.institution or "–"),
    ]
    if register.polled_at:
        pairs.append((here.say(N_("Dilihat")), _time(here, register.polled_at)))
    return {
        "word": here.say(word),
        "tone": tone,
        "mode": mode_words(register.mode, here.say),
        "trial": register.trial,
        "ended": register.proposes_close and view.case.state in OPEN_STATES,
        "why": stuck_because(register.why, here.say) if register.why else "",
        "facts": pairs,
        "entries": [
            {"who": entry.author, "text": entry.text, "time": _time(here, entry.at or entry.first_seen_at)}
            for entry in register.entries
        ],
        "files": _files_there(here, view),
    }


def _files_there(here: Visit, view: CasePageView) -> list[dict[str, str]]:
    """Files that hang on what was said in the register: they belong to no message of the case."""
    files = [each for each in view.files if each.message_id is None and each.mime_type != ORIGINAL]
    return files_shown(files, here.language, here.say, f"{here.path}/cases/{view.case.number}/files")


def _history(here: Visit, view: CasePageView) -> tuple[tuple[str, str, str], ...]:
    """Every fact with who and when, the newest first."""
    units = unit_names(view.timeline)
    zone, language = here.office.timezone, here.language
    shown = [
        told(entry, zone, language, here.say, units)
        if isinstance(entry, Happened)
        else passed(entry, zone, language, here.say)
        for entry in reversed(told_once(view.timeline))
        if isinstance(entry, Happened | Passed)
    ]
    return tuple((_time(here, each["at"]), each["who"], each["text"]) for each in shown)


def _time(here: Visit, moment: Any) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language)
