"""Cases as lines of a list. Pure: values in, words out."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from helpdesk.cases.lists import CaseRow
from helpdesk.cases.model import Case, CaseState, CaseWord, Grade, Priority
from helpdesk.cases.words import CHANNELS, DESK_WORDS, GRADES, HOLDERS, PRIORITIES
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.shell import Say
from ui import formats
from ui.i18n import N_
from ui.model import CaseLine

CHANNEL_ICONS = {
    ChannelKind.WHATSAPP: "message-circle",
    ChannelKind.EMAIL: "mail",
    ChannelKind.SMS: "message-square-text",
    ChannelKind.PHONE: "phone",
    ChannelKind.PORTAL: "globe",
    ChannelKind.COUNTER: "store",
    ChannelKind.SOCIAL_MEDIA: "megaphone",
    ChannelKind.LAPOR: "flag",
    ChannelKind.RELAY: "landmark",
}
STATES = {
    CaseState.RECEIVED: N_("Diterima"),
    CaseState.VERIFYING: N_("Diperiksa"),
    CaseState.IN_PROGRESS: N_("Ditindaklanjuti"),
    CaseState.WAITING_CONTACT: N_("Menunggu warga"),
    CaseState.ANSWERED: N_("Selesai"),
    CaseState.CLOSED: N_("Ditutup"),
    CaseState.REJECTED: N_("Tidak dilanjutkan"),
}
"""The states as a filter names them."""
UNNAMED = N_("Warga (disamarkan)")
SOMEBODY = N_("Warga")
PARTS = {"helper": N_("Membantu"), "copy": N_("Tembusan")}
"""What the reader's unit does about a case that another one leads."""
_CHANNELS = {kind.value: kind for kind in ChannelKind}
_PAUSED = N_("Jeda – menunggu warga")
_DUE = N_("Tenggat %(time)s")
OFFERED = "offered"
"""In the place of a holder: another office asks, and nobody has taken it on yet."""
_OFFERED = N_("Ditawarkan, belum diterima")
GONE: Mapping[str, str] = {
    "returned": N_("Dikembalikan"),
    "withdrawn": N_("Ditarik kembali"),
    "expired": N_("Tidak diterima pada waktunya"),
}
"""How the hand-over of a linked case ended that nobody rejected for itself."""
_NEWS = (CaseWord.RECEIVED, CaseWord.REOPENED)
"""Words that stand in a row beside its clock; the others are known from the clock or do not matter there."""
WORD_TONES = {
    CaseWord.RECEIVED: "info",
    CaseWord.DONE: "ok",
    CaseWord.REOPENED: "warn",
    CaseWord.WAITING_FOR_YOU: "",
    CaseWord.WITH_MINISTRY: "",
    CaseWord.REJECTED: "",
    CaseWord.DUPLICATE: "",
}


GRADE_TONES = {Grade.RED: "bad", Grade.YELLOW: "warn", Grade.GREEN: "ok"}
_GRADES_IN_ROWS = (Grade.RED, Grade.YELLOW)
"""A green complaint is nothing that has to stand out."""


class ClockWord(msgspec.Struct, frozen=True):
    """The time left, short; `spoken` is the same in full."""

    text: str
    tone: str
    spoken: str
    due: datetime | None = None
    """Set while it runs."""


_NO_CLOCK = ClockWord("", "", "")


def case_line(
    row: CaseRow, href: str, now: datetime, zone: str, language: str, say: Say, *, current: str
) -> CaseLine:
    """What the component `rows` shows of a case."""
    case = row.case
    clock = clock_word(row, now, zone, language, say) or _NO_CLOCK
    due = clock.due
    channel = channel_of(case.channel)
    title = case.title or row.start
    tells = clock is _NO_CLOCK or row.word in _NEWS or row.holder == OFFERED
    return CaseLine(
        href=href,
        key=case.number,
        name=row.contact or say(UNNAMED if case.anonymous else SOMEBODY),
        title=title,
        preview="" if row.start.startswith(title) else row.start,
        time=formats.short_time(case.last_message_at, zone, now, language=language),
        moment=formats.iso(case.last_message_at),
        icon=CHANNEL_ICONS[channel],
        channel=say(CHANNELS[channel]),
        clock=clock.text,
        clock_tone=clock.tone,
        clock_spoken=clock.spoken,
        due=formats.iso(due) if due else "",
        soon=formats.iso(case.soon_at or due) if due else "",
        unit=row.unit,
        status=say(status_word(row.word, row.holder)) if tells else "",
        status_tone=WORD_TONES.get(row.word, "brand"),
        who=row.assignee,
        unread=case.unread,
        current=case.number == current,
        danger=case.danger and case.closed_at is None,
        part=say(PARTS[row.part]) if row.part in PARTS else "",
        **_marks(case, say),
    )


def _marks(case: Case, say: Say) -> dict[str, str]:
    """What stands out in a row: a grave grade and the highest priority, while the case is open."""
    if case.closed_at is not None:
        return {}
    grade = case.grade if case.grade in _GRADES_IN_ROWS else None
    return {
        "grade": say(GRADES[grade]) if grade else "",
        "grade_tone": GRADE_TONES[grade] if grade else "",
        "urgent": say(PRIORITIES[case.priority]) if case.priority is Priority.URGENT else "",
    }


def status_word(word: CaseWord, holder: str) -> str:
    """The word of a case as the desk says it; of one that was handed over: where it is, by the office's level; of one
    that is offered to us: that it waits to be taken on; of one that went back: how."""
    if holder == OFFERED:
        return _OFFERED
    if holder in GONE:
        return GONE[holder]
    return HOLDERS.get(holder, DESK_WORDS[word]) if word is CaseWord.WITH_MINISTRY else DESK_WORDS[word]


def clock_word(row: CaseRow, now: datetime, zone: str, language: str, say: Say) -> ClockWord | None:
    """How long the nearest promise still has; nothing for what is finished or has no due time."""
    case = row.case
    if case.closed_at is not None or case.state is CaseState.ANSWERED:
        return None
    if case.due_at is not None and case.due_at < now:
        return _left(case.due_at, now, "bad", zone, language, say)
    if case.state is CaseState.WAITING_CONTACT:
        return ClockWord(say(_PAUSED), "paused", say(_PAUSED))
    if row.word is CaseWord.WITH_MINISTRY:
        word = say(status_word(row.word, row.holder))
        return ClockWord(word, "away", word)
    if case.due_at is None:
        return None
    soon = case.soon_at is not None and case.soon_at <= now
    return _left(case.due_at, now, "warn" if soon else "ok", zone, language, say)


def _left(due: datetime, now: datetime, tone: str, zone: str, language: str, say: Say) -> ClockWord:
    seconds = (due - now).total_seconds()
    full = formats.left(seconds, language=language)
    spoken = f"{full}. {say(_DUE, time=formats.absolute(due, zone, language=language))}"
    return ClockWord(formats.left(seconds, True, language=language), tone, spoken, due)


def channel_of(word: str) -> ChannelKind:
    """The channel of a stored word; one that this version does not know came from another office."""
    return _CHANNELS.get(word, ChannelKind.RELAY)
