"""What the heads of a sheet seem to hold, and what a line says: every fault with its cell, none of them swallowed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from helpdesk.cases.model import CaseState
from helpdesk.cases.numbers import read_number
from helpdesk.contacts.rules import phone_number
from helpdesk.sheets.dates import DateUnclear, moment
from helpdesk.sheets.model import NEEDED, Choice, Column, Line, Places, Remark, Remembered, Understood
from helpdesk.sheets.vocabulary import CHANNELS, HEADS, KINDS, NOTHING, STATES, UNNAMED, folded
from kit.errors import Invalid

C, S = Column, CaseState
T = TypeVar("T")

LONGEST_TEXT = 10_000
LONGEST_WORD = 200
LONGEST_NUMBER = 60
_OFFICE_DAY = timedelta(days=1)


def proposed(heads: Sequence[str], before: Remembered | None = None) -> Choice:
    """What the columns seem to hold: as it was chosen last time, else by the words of their heads."""
    places: dict[Column, int] = {}
    words = [folded(head) for head in heads]
    for column, head in before.columns.items() if before else ():
        if folded(head) in words and words.index(folded(head)) not in places.values():
            places[column] = words.index(folded(head))
    for exactly in (True, False):
        for place, word in enumerate(words):
            found = HEADS.get(word) if exactly else _within(word)
            if found and place not in places.values():
                places.setdefault(found, place)
    return (
        Choice(columns=places, channel=before.channel, kind=before.kind) if before else Choice(columns=places)
    )


def _within(word: str) -> Column | None:
    """The longest known head that stands in this one, at its beginning or end: `tgl masuk (wib)`."""
    padded = f" {word} "
    found = [known for known in HEADS if len(known) > 2 and f" {known} " in padded]
    return HEADS[max(found, key=len)] if found else None


def recognised(heads: Sequence[str]) -> int:
    """How many of these cells are words that heads of such sheets have."""
    return len({HEADS[word] for word in map(folded, heads) if word in HEADS})


def must_be_choice(choice: Choice, heads: Sequence[str]) -> Choice:
    """Raise `Invalid` unless the needed columns are chosen, each exists, and none is chosen twice."""
    wrong: dict[str, str] = {}
    taken: dict[int, Column] = {}
    for column in Column:
        place = choice.columns.get(column)
        if place is None:
            wrong |= {column.value: "required"} if column in NEEDED else {}
        elif not 0 <= place < len(heads):
            wrong[column.value] = "unknown"
        elif place in taken:
            wrong[column.value] = "twice"
        else:
            taken[place] = column
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return choice


def remembered(choice: Choice, heads: Sequence[str]) -> Remembered:
    """The choice by the words of the heads."""
    named = {column: heads[place] for column, place in choice.columns.items()}
    return Remembered(columns=named, channel=choice.channel, kind=choice.kind)


def understood(cells: Sequence[str], choice: Choice, places: Places, zone: str, now: datetime) -> Understood:
    """What a line says, or everything that is wrong with it."""
    reading = _Reading(cells, choice, zone, now)
    line = reading.line(places)
    faults, hints = tuple(reading.faults), tuple(reading.hints)
    return Understood(line=None if faults else line, faults=faults, hints=hints, number=reading.number)


class _Reading:
    """One line while it is read; faults and hints gather."""

    def __init__(self, cells: Sequence[str], choice: Choice, zone: str, now: datetime) -> None:
        self._cells, self._choice, self._zone, self._now = cells, choice, zone, now
        self.faults: list[Remark] = []
        self.hints: list[Remark] = []
        self.number = self._cell(C.NUMBER)[:LONGEST_NUMBER]

    def line(self, places: Places) -> Line | None:
        """The line, complete only when there are no faults."""
        opened_at, text = self._date(C.DATE), self._text()
        answered_at, closed_at = self._after(C.ANSWERED_AT, opened_at), self._after(C.CLOSED_AT, opened_at)
        answer, unit, name = self._cell(C.ANSWER), self._short(C.UNIT), self._short(C.NAME)
        self._must_fit(C.ANSWER, LONGEST_TEXT)
        self._must_fit(C.NUMBER, LONGEST_NUMBER)
        channel = self._one_of(C.CHANNEL, CHANNELS, self._choice.channel)
        kind = self._one_of(C.KIND, KINDS, self._choice.kind)
        escalated_to, phone = self._short(C.ESCALATED_TO), self._phone()
        state = self._state(answered_at, closed_at, unit or escalated_to, answer)
        closed_at = self._closing(state, opened_at, answered_at, closed_at)
        topic = self._named(C.TOPIC, places.topics)
        facility = self._named(C.FACILITY, places.facilities)
        unit_id = self._named(C.UNIT, places.units)
        if self.faults or opened_at is None:
            return None
        anonymous = folded(name) in UNNAMED
        return Line(
            key=self._key(opened_at, text, channel, name, phone),
            number=self.number,
            opened_at=opened_at,
            text=text,
            kind=kind,
            state=state,
            channel=channel,
            name="" if anonymous else name,
            phone=phone,
            anonymous=anonymous,
            topic_id=topic,
            facility_id=facility,
            unit_id=unit_id,
            unit=unit,
            escalated_to=escalated_to,
            answer=answer,
            answered_at=answered_at,
            closed_at=closed_at,
            unplaced=tuple(
                (each.column, self._short(each.column)) for each in self.hints if each.code == "unplaced"
            ),
        )

    def _cell(self, column: Column) -> str:
        place = self._choice.columns.get(column)
        written = self._cells[place] if place is not None and place < len(self._cells) else ""
        plain = written.replace("\x00", "").strip()
        if plain[:1] == "'" and len(plain) > 1:
            plain = plain[1:].strip()  # so we write, and so spreadsheet programs keep, what is no formula
        return "" if plain.casefold() in NOTHING else plain

    def _short(self, column: Column) -> str:
        self._must_fit(column, LONGEST_WORD)
        return " ".join(self._cell(column).split())[:LONGEST_WORD]

    def _must_fit(self, column: Column, most: int) -> None:
        remark = Remark(column, "too_long")
        if len(self._cell(column)) > most and remark not in self.faults:
            self.faults.append(remark)

    def _fault(self, column: Column, code: str) -> None:
        self.faults.append(Remark(column, code))

    def _date(self, column: Column) -> datetime | None:
        written = self._cell(column)
        if not written:
            if column in NEEDED:
                self._fault(column, "required")
            return None
        try:
            found = moment(written, self._zone)
        except DateUnclear as unclear:
            self._fault(column, unclear.code)
            return None
        if found > self._now:
            self._fault(column, "in_the_future")
            return None
        return found

    def _after(self, column: Column, opened_at: datetime | None) -> datetime | None:
        """A later moment of the same case. One without a time, on the very day, was not before it."""
        found = self._date(column)
        if found is None or opened_at is None or found >= opened_at:
            return found
        zone = ZoneInfo(self._zone)
        if found.astimezone(zone).date() == opened_at.astimezone(zone).date() and _is_midnight(found, zone):
            return opened_at
        self._fault(column, "before_opening")
        return None

    def _text(self) -> str:
        text = self._cell(C.TEXT)
        if not text:
            self._fault(C.TEXT, "required")
        self._must_fit(C.TEXT, LONGEST_TEXT)
        return text

    def _phone(self) -> str:
        written = self._cell(C.PHONE)
        number = phone_number(written) if written else ""
        if number is None:
            self._fault(C.PHONE, "malformed")
        return number or ""

    def _one_of(self, column: Column, words: Mapping[str, T], otherwise: T) -> T:
        written = folded(self._cell(column))
        if written and written not in words:
            self._fault(column, "unknown")
        return words.get(written, otherwise)

    def _state(
        self, answered_at: datetime | None, closed_at: datetime | None, passed_on: str, answer: str
    ) -> CaseState:
        """What the sheet says; without a word, what its other cells show."""
        if closed_at:
            shown = S.CLOSED
        elif answered_at or answer:
            shown = S.ANSWERED
        else:
            shown = S.IN_PROGRESS if passed_on else S.RECEIVED
        return self._one_of(C.STATE, STATES, shown)

    def _closing(
        self,
        state: CaseState,
        opened_at: datetime | None,
        answered_at: datetime | None,
        closed_at: datetime | None,
    ) -> datetime | None:
        if state not in (S.CLOSED, S.REJECTED):
            if closed_at:
                self._fault(C.CLOSED_AT, "still_open")
            return None
        if closed_at is None:
            self.hints.append(Remark(C.CLOSED_AT, "no_closing"))
        return closed_at or answered_at or opened_at

    def _named(self, column: Column, known: Mapping[str, UUID]) -> UUID | None:
        written = folded(self._cell(column))
        if written and written not in known:
            self.hints.append(Remark(column, "unplaced"))
        return known.get(written)

    def _key(self, opened_at: datetime, text: str, channel: str, name: str, phone: str) -> str:
        if self.number:
            return f"n:{read_number(self.number) or folded(self.number) or self.number}"
        said = "\x1f".join((opened_at.isoformat(), channel, folded(name), phone, folded(text)))
        return f"h:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _is_midnight(moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def mark_of(line: Line) -> bytes:
    """What tells two different matters under one number apart; nobody can read a text out of it."""
    return hashlib.sha256(folded(line.text).encode("utf-8", "replace")).digest()


def is_another(line: Line, mark: bytes, opened_at: datetime) -> bool:
    """Whether a case under the same number is about something else: another text, and another day.

    An office that corrects the one or the other still means the same line.
    """
    return mark_of(line) != mark and abs(line.opened_at - opened_at) >= _OFFICE_DAY


def by_name(things: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    """Folded names and ids; a name that two bear means neither."""
    found: dict[str, UUID] = {}
    twice: set[str] = set()
    for name, each in things:
        word = folded(name)
        twice |= {word} & found.keys()
        found[word] = each
    return {word: each for word, each in found.items() if word not in twice}
