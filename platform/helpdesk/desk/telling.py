"""The history of a case in sentences: who did what, in the reader's language. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from helpdesk.casefile.model import Happened, Passed, TimelineEntry
from helpdesk.cases.model import PartRole
from helpdesk.cases.words import EVENTS, GRADES, KINDS, PRIORITIES, RECEIVERS, TARGETS
from helpdesk.channels.errors import ERRORS
from helpdesk.desk.across_words import OfHandover, told_across
from helpdesk.desk.fact_icons import ICONS
from helpdesk.desk.register_words import LEFT, SECOND, stuck_because
from helpdesk.desk.shell import Say
from helpdesk.events import (
    CaseAssigned,
    CaseClosed,
    CaseCorrected,
    CaseEvent,
    CaseOpened,
    CaseRated,
    CaseVerified,
    ColleagueNotTold,
    DispositionDecided,
    FileChecked,
    RegisterAsked,
    RegisterChanged,
    RegisterConsented,
    RegisterFiled,
    RegisterLeft,
    RegisterNumberKnown,
    RegisterStuck,
    TargetMissed,
    TargetStage,
    UnitAnswerReturned,
    UnitEntered,
    UnitInstructed,
    UnitLeft,
    UnitLinkMade,
    UnitLinkRevoked,
    UnitTold,
    name_of,
)
from helpdesk.facts.across import CitizenShown
from helpdesk.facts.citizens import ConsentAnswered, ConsentAsked, ConsentExpired
from helpdesk.facts.sheets import CaseImported
from helpdesk.sla.model import Receiver, TargetKind
from tenants.permissions.model import ActorKind
from ui import formats
from ui.i18n import N_

REGISTER_STATES: Mapping[str, str] = {
    "unverified": N_("Belum diverifikasi"),
    "verified": N_("Terverifikasi"),
    "in_process": N_("Diproses"),
    "answered": N_("Ditanggapi"),
    "finished": N_("Selesai"),
    "archived": N_("Diarsipkan"),
    "rejected": N_("Ditolak"),
    "on_hold": N_("Ditunda"),
    "unknown": N_("Tidak dikenal"),
}
_FIELDS = {
    "kind": N_("jenis"),
    "title": N_("judul"),
    "facility_id": N_("tempat"),
    "grade": N_("tingkat"),
    "priority": N_("prioritas"),
    "topic_id": N_("topik"),
}
_GRADES: Mapping[str | None, str] = {
    None: N_("dilepas"),
    **{grade.value: name for grade, name in GRADES.items()},
}
_PRIORITIES = {priority.value: name for priority, name in PRIORITIES.items()}
_DECISIONS: Mapping[str, str] = {
    "approved": N_("disetujui"),
    "changed": N_("disetujui dengan perubahan"),
    "refused": N_("ditolak, alasannya di catatan"),
    "withdrawn": N_("dibatalkan"),
    "overtaken": N_("tidak berlaku lagi, kasus sudah diteruskan"),
    "lapsed": N_("tidak berlaku lagi, kasus sudah diakhiri"),
}
"""What became of a disposition that waited for its approval."""
_LINE, _LINE_NUMBERED = N_("baris %(place)s"), N_("baris %(place)s, nomor %(number)s")
_HEARD = N_("%(to)s diberi tahu")
_STAGE = N_("%(target)s, %(percent)s%% dari waktunya – %(to)s diberi tahu")
_SYSTEM, _CITIZEN = N_("Sahut"), N_("Warga")
_BY_RULE = N_("menurut aturan kantor, dengan persetujuan warga yang tercatat")
_AGREED, _DISAGREED = N_("warga setuju"), N_("warga tidak setuju")
_OPEN_HERE, _MASKED_HERE = N_("nama dan kontak terbuka bagi kantor ini"), N_("disamarkan lagi")
_PURPOSES: Mapping[str, str] = {
    "handover": N_("nama dan kontak dilihat kantor lain"),
    "register": N_("didaftarkan ke SP4N-LAPOR!"),
    "reporter": N_("didaftarkan ke SP4N-LAPOR! dengan nama dan kontak"),
}
_PASSED: Mapping[PartRole, tuple[str, str]] = {
    PartRole.LEAD: (N_("meneruskan ke %(unit)s"), N_("meneruskan ke %(unit)s, tenggat %(time)s")),
    PartRole.HELPER: (
        N_("meminta bantuan %(unit)s"),
        N_("meminta bantuan %(unit)s, tenggat %(time)s"),
    ),
    PartRole.COPY: (N_("memberi tembusan ke %(unit)s"), N_("memberi tembusan ke %(unit)s")),
}
"""Without and with a due time."""
_OF_UNITS = (
    UnitInstructed | UnitLeft | UnitTold | UnitLinkMade | UnitLinkRevoked | UnitEntered | UnitAnswerReturned
)


def unit_names(entries: Iterable[TimelineEntry]) -> dict[UUID, str]:
    """The units that a timeline names."""
    return {each.unit_id: each.unit for each in entries if isinstance(each, Passed)}


def told(
    entry: Happened, zone: str, language: str, say: Say, units: Mapping[UUID, str] = MappingProxyType({})
) -> dict[str, Any]:
    """One fact: who, what, an icon, the moment; with the name of the unit that it is about, if `units` knows it."""
    name = name_of(entry.fact)
    what = say(EVENTS.get(name, name))
    fact = entry.fact
    of_unit = units.get(fact.unit_id, "") if isinstance(fact, _OF_UNITS) else ""
    detail = of_unit or _detail(fact, zone, language, say) or entry.office
    return {
        "who": who(entry.actor_kind, entry.actor_name, say),
        "text": f"{what}: {detail}" if detail else what,
        "icon": ICONS.get(name, "clock"),
        "at": entry.at,
    }


def told_once(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Without a number's second telling: who files a case learns its number by that."""
    known: set[str] = set()
    kept: list[TimelineEntry] = []
    for entry in entries:
        if type(entry) is not Happened:  # most are messages, and a page asks twice
            kept.append(entry)
            continue
        fact = entry.fact
        if isinstance(fact, RegisterFiled):
            known.add(fact.tracking_id)
        if not (isinstance(fact, RegisterNumberKnown) and fact.number in known and not fact.second):
            kept.append(entry)
    return kept


def passed(entry: Passed, zone: str, language: str, say: Say) -> dict[str, Any]:
    """One step of the disposition path, with its instruction."""
    due = formats.date_time(entry.due_at, zone, language=language) if entry.due_at else ""
    text = say(_PASSED[entry.role][bool(due)], unit=entry.unit, time=due)
    quoted = f" – “{entry.instruction}”" if entry.instruction else ""
    return {"who": entry.actor_name, "text": f"{text}{quoted}", "icon": "corner-up-right", "at": entry.at}


def who(kind: str, name: str, say: Say) -> str:
    """The hand that did it; a citizen's name does not stand in the history."""
    if kind == ActorKind.CITIZEN.value:
        return say(_CITIZEN)
    return say(_SYSTEM) if kind == ActorKind.SYSTEM.value else name or say(_SYSTEM)


def day_of(moment: datetime, zone: str, now: datetime, language: str) -> str:
    """The line between days of the timeline."""
    return formats.day(moment, zone, now, language=language)


def _detail(fact: CaseEvent, zone: str, language: str, say: Say) -> str:
    if isinstance(fact, OfHandover):
        return told_across(fact, say)
    match fact:
        case CaseOpened(kind=kind) | CaseVerified(kind=kind):
            return next((say(name) for known, name in KINDS.items() if known.value == kind), "")
        case CaseImported(place=place, number=number):
            return say(_LINE_NUMBERED if number else _LINE, place=place, number=number)
        case DispositionDecided(decision=decision):
            return say(_DECISIONS.get(decision, decision))
        case CaseAssigned(assignee_id=None):
            return say(N_("dilepas, belum ada penanggung jawab"))
        case CaseCorrected():
            return ", ".join(_corrected(fact, field, say) for field in fact.fields if field in _FIELDS)
        case CaseRated(score=score):
            return say(N_("%(score)s dari 5"), score=score)
        case TargetMissed(target=target, due_at=due_at, tell=tell):
            due = formats.date_time(due_at, zone, language=language)
            parts = [_target(target, say), due, say(_HEARD, to=_receivers(tell, say)) if tell else ""]
            return ", ".join(part for part in parts if part)
        case TargetStage(target=target, percent=percent, tell=tell):
            return say(_STAGE, target=_target(target, say), percent=percent, to=_receivers(tell, say))
        case CaseClosed(why="no_reply"):
            return say(N_("warga tidak membalas dalam waktu yang dijanjikan"))
        case CaseClosed(why="register"):
            return say(N_("berakhir di SP4N-LAPOR!, menurut setelan kantor"))
        case RegisterNumberKnown(number=number, second=True):
            return say(SECOND, number=number)
        case RegisterFiled(tracking_id=number) | RegisterNumberKnown(number=number):
            return number
        case RegisterChanged(status=status, was=was):
            now = say(REGISTER_STATES.get(status, REGISTER_STATES["unknown"]))
            return f"{say(REGISTER_STATES[was])} → {now}" if was in REGISTER_STATES else now
        case RegisterStuck(code=code):
            return stuck_because(code, say)
        case RegisterAsked(by_rule=True):
            return say(_BY_RULE)
        case RegisterConsented(given=given):
            return say(_AGREED if given else _DISAGREED)
        case ConsentAsked(purpose=purpose) | ConsentExpired(purpose=purpose):
            return say(_PURPOSES[purpose]) if purpose in _PURPOSES else ""
        case ConsentAnswered(purpose=purpose, given=given):
            about = say(_PURPOSES[purpose]) if purpose in _PURPOSES else ""
            return f"{about}: {say(_AGREED if given else _DISAGREED)}"
        case CitizenShown(named=named):
            return say(_OPEN_HERE if named else _MASKED_HERE)
        case RegisterLeft(code=code):
            return say(LEFT[code]) if code in LEFT else ""
        case ColleagueNotTold(code=code):
            return say(ERRORS[code].sentence) if code in ERRORS else ""
        case FileChecked(found=found):
            return found
    return ""


def _corrected(fact: CaseCorrected, field: str, say: Say) -> str:
    """What was put right; of grade and priority, what they became."""
    became = ""
    if field == "grade":
        became = _GRADES.get(fact.grade, "")
    elif field == "priority":
        became = _PRIORITIES.get(fact.priority or "", "")
    return f"{say(_FIELDS[field])} {say(became)}" if became else say(_FIELDS[field])


def _target(target: str, say: Say) -> str:
    return say(TARGETS[TargetKind(target)]) if target in set(TargetKind) else ""


def _receivers(tell: Sequence[str], say: Say) -> str:
    return ", ".join(say(RECEIVERS[Receiver(each)]) for each in tell if each in set(Receiver))
