"""Read a file of a register's export: columns, lines, and the kind that a classification stands for."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from helpdesk.cases.model import Case, CaseKind
from helpdesk.cases.numbers import read_number
from helpdesk.channels.register import RemoteComplaint
from helpdesk.channels.trials import earnest
from helpdesk.incoming.model import NEEDED, Columns, Fate, Field, Habits, Sheet
from helpdesk.masters.rules import csv_lines
from helpdesk.registers.model import RegisterLink, Step
from helpdesk.registers.rules import lacks_number, waits_for_person
from kit.errors import Invalid

_REFERENCE = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{2,5}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z](?![0-9A-Za-z])"
)
MOST_LINES = 1_000
LONGEST_TEXT = 5_000
LONGEST_TITLE = 200
_HEADS: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: ("tracking id", "trackingid", "nomor laporan", "nomor", "no laporan", "id"),
    Field.TITLE: ("judul", "judul laporan", "title", "perihal"),
    Field.TEXT: ("isi laporan", "isi", "laporan", "uraian", "content"),
    Field.CLASSIFICATION: ("klasifikasi", "klasifikasi laporan", "jenis"),
    Field.PASSED_ON: ("tanggal disposisi", "tgl disposisi", "disposisi", "tanggal", "tanggal laporan"),
    Field.ANONYMOUS: ("anonim",),
    Field.SECRET: ("rahasia",),
}
"""Heads that such files are known to have, or may well have; what was chosen before goes before these."""
_YES, _NO = (
    ("ya", "y", "yes", "true", "1", "anonim", "rahasia"),
    ("tidak", "t", "no", "n", "false", "0", "-", ""),
)
_FORMS = (
    *("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"),
)
_KINDS = (
    ("aspirasi", CaseKind.ASPIRATION),
    ("informasi", CaseKind.INFORMATION),
    ("konsultasi", CaseKind.CONSULTATION),
)


def sheet_of(content: bytes) -> Sheet:
    """The file's heads and lines; raises `Invalid` (`file`: required, too_large, too_many, unreadable)."""
    rows = csv_lines(content)
    if len(rows) < 2:
        raise Invalid("invalid", fields={"file": "required"})
    if len(rows) - 1 > MOST_LINES:
        raise Invalid("invalid", fields={"file": "too_many"})
    heads = tuple(" ".join(cell.split())[:100] for cell in rows[0])
    return Sheet(heads=heads, lines=tuple(tuple(cell.strip() for cell in row) for row in rows[1:]))


def guessed(sheet: Sheet, remembered: Columns) -> dict[str, str]:
    """A column for each field: the remembered one if the file has it, else one with a usual head."""
    folded = {head.casefold(): head for head in sheet.heads if head}
    found: dict[str, str] = {}
    for field, usual in _HEADS.items():
        wanted = (remembered.get(field, "").casefold(), *usual)
        head = next((folded[each] for each in wanted if each in folded), "")
        if head and head not in found.values():
            found[field.value] = head
    return found


def must_be_columns(sheet: Sheet, columns: Columns) -> dict[str, str]:
    """The chosen columns; raises `Invalid` for one that the file lacks, and where a needed one is not chosen."""
    kept = {field.value: columns.get(field.value, "").strip() for field in Field}
    wrong = {name: "unknown" for name, head in kept.items() if head and head not in sheet.heads}
    wrong |= {field.value: "required" for field in NEEDED if not kept[field.value]}
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return {name: head for name, head in kept.items() if head}


def complaint_of(
    line: Sequence[str], heads: Sequence[str], columns: Columns, zone: str, now: datetime, habits: Habits
) -> RemoteComplaint | str:
    """The complaint of a line, or the word for what is wrong with it."""
    cells = dict(zip(heads, line, strict=False))

    def cell(field: Field) -> str:
        return cells.get(columns.get(field.value, ""), "")

    number, text = cell(Field.NUMBER).removeprefix("#"), cell(Field.TEXT)
    flags = [flag(cell(field)) for field in (Field.ANONYMOUS, Field.SECRET)]
    written = cell(Field.PASSED_ON)
    passed_on = moment(written, zone) if written else None
    wrong = {
        "number": not habits.is_number(number),
        "text": not text,
        "date": bool(written) and (passed_on is None or passed_on > now),
        "flag": None in flags,
    }
    if any(wrong.values()):
        return next(name for name, holds in wrong.items() if holds)
    return RemoteComplaint(
        remote_id=number,
        tracking_id=number,
        title=cell(Field.TITLE),
        text=text,
        classification=cell(Field.CLASSIFICATION),
        passed_on_at=passed_on,
        anonymous=bool(flags[0]),
        secret=bool(flags[1]) if cell(Field.SECRET) else habits.secret,
    )


def flag(written: str) -> bool | None:
    """Yes, no, or neither."""
    word = written.casefold()
    return True if word in _YES else False if word in _NO else None


def moment(written: str, zone: str) -> datetime | None:
    """A time as the export writes it; none when it is no time."""
    for form in _FORMS:
        try:
            return datetime.strptime(written, form).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def kind_of(classification: str, pairs: Mapping[str, str]) -> CaseKind:
    """Our kind for the register's classification: by the office's map, by its word, else a complaint."""
    by_code = {theirs: ours for ours, theirs in pairs.items() if ours in set(CaseKind)}
    if classification in by_code:
        return CaseKind(by_code[classification])
    word = classification.casefold()
    return next((kind for part, kind in _KINDS if part in word), CaseKind.COMPLAINT)


def references(complaint: RemoteComplaint) -> tuple[str, ...]:
    """The case numbers that stand in it, those whose check character fits."""
    found = map(read_number, _REFERENCE.findall(f"{complaint.title}\n{complaint.text}"))
    return tuple(dict.fromkeys(each for each in found if each))


def fate_beside(case: Case, link: RegisterLink, complaint: RemoteComplaint, frame: str) -> Fate:
    """What a complaint is that names the case of a filing; `frame` is what every such filing holds beside its words.

    A citizen may name the case in a complaint of their own: it is ours when it bears the whole frame, or while nobody
    knows whether the filing is there.
    """
    awaited = link.step is Step.SUBMITTING or waits_for_person(link.step, link.mode)
    if not awaited and _squeezed(frame) not in _squeezed(f"{complaint.title}\n{complaint.text}"):
        return Fate.NEW
    known = case.lapor_number if complaint.trial else earnest(case.lapor_number)
    if lacks_number(link.step, link.tracking_id) and not known and complaint.tracking_id:
        return Fate.OURS
    if known not in ("", complaint.tracking_id) or link.remote_id not in (
        "",
        complaint.remote_id,
    ):
        return Fate.MATCH
    return Fate.OURS


def _squeezed(text: str) -> str:
    return " ".join(text.split())
