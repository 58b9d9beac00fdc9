"""Cases as lines of a file for spreadsheet programs, and what such files share. Pure: values in, text out."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.cases.lists import CaseRow
from helpdesk.cases.words import CHANNELS, GRADES, KINDS, PRIORITIES
from helpdesk.contacts.model import masked_name
from helpdesk.desk.rows import UNNAMED, channel_of, status_word
from helpdesk.desk.shell import Say
from ui.i18n import N_

BOM = "\ufeff"
"""Without it spreadsheet programs take the file for one of their country's old alphabets."""
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""Signs that make a spreadsheet program calculate, or call another program, instead of showing."""
HEADS = (
    N_("Nomor"), N_("Jenis"), N_("Keadaan"), N_("Judul"), N_("Warga (disamarkan)"), N_("Kanal"), N_("Unit"),
    N_("Penanggung"), N_("Diterima (%(zone)s)"), N_("Tenggat (%(zone)s)"), N_("Lewat waktu"),
    N_("Ditutup (%(zone)s)"), N_("Nilai warga"), N_("Tingkat"), N_("Prioritas"), N_("Topik"),
)  # fmt: skip
_YES, _NO = N_("ya"), N_("tidak")


def heads(names: Iterable[str], zone: str, now: datetime, say: Say) -> str:
    """The first line in the reader's language, after the mark of its encoding; times name their zone here once."""
    told = now.astimezone(ZoneInfo(zone)).tzname()
    return BOM + lines([[say(name, zone=told) for name in names]])


def body(rows: Iterable[CaseRow], zone: str, say: Say) -> str:
    """A line for each case."""
    return lines(_cells(row, zone, say) for row in rows)


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Lines as RFC 4180 has them; no cell is a formula."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def plain(cell: str) -> str:
    """The text as a spreadsheet program shows it, whatever sign it begins with, blanks left aside."""
    shown = cell.replace("\x00", "")
    return f"'{shown}" if shown.startswith(_COMMANDS) or shown.lstrip().startswith(_COMMANDS) else shown


def moment(at: datetime | None, zone: str) -> str:
    """Such as 2026-11-22 10:15, which every spreadsheet program takes for a moment."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at else ""


def headers(name: str) -> dict[str, str]:
    """A file that the browser saves under its name, and that nobody else keeps."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _cells(row: CaseRow, zone: str, say: Say) -> list[str]:
    case = row.case
    return [
        case.number,
        say(KINDS[case.kind]),
        say(status_word(row.word, row.holder)),
        case.title,
        say(UNNAMED) if case.anonymous else masked_name(row.contact),
        say(CHANNELS[channel_of(case.channel)]),
        row.unit,
        row.assignee,
        moment(case.opened_at, zone),
        moment(case.due_at, zone),
        say(_YES if row.late else _NO),
        moment(case.closed_at, zone),
        str(case.rating or ""),
        say(GRADES[case.grade]) if case.grade else "",
        say(PRIORITIES[case.priority]),
        row.topic,
    ]
