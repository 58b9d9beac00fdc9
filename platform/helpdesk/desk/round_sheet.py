"""The rounds of a month as lines of a file for spreadsheet programs. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.desk.round_words import STATES
from helpdesk.desk.shell import Say
from helpdesk.rounds.model import Month, Round
from helpdesk.rounds.rules import plain_state, roman
from ui.i18n import N_

HEADS = (
    N_("Tanggal"), N_("Putaran"), N_("Mulai (%(zone)s)"), N_("Berakhir (%(zone)s)"), N_("Keadaan"),
    N_("Baris diperiksa"), N_("Jumlah baris"), N_("Jumlah ditemukan"), N_("Kendala"), N_("Selesai (%(zone)s)"),
    N_("Diselesaikan oleh"), N_("Serah terima"), N_("Alasan terlewat"), N_("Disahkan oleh"),
)  # fmt: skip


def lines_of(month: Month, zone: str, say: Say) -> list[Sequence[str]]:
    """The heads, then a line for each round; times name their zone in the heads once."""
    name = month.now.astimezone(ZoneInfo(zone)).tzname()
    return [
        [say(head, zone=name) for head in HEADS],
        *(_cells(look, month.now, zone, say) for look in month.rounds),
    ]


def _cells(look: Round, now: datetime, zone: str, say: Say) -> list[str]:
    return [
        look.day.isoformat(),
        roman(look.place),
        _time(look.begins_at, zone),
        _time(look.ends_at, zone),
        say(STATES[plain_state(look, now)][0]),
        str(look.checked),
        str(look.lines),
        str(look.found),
        str(look.problems),
        _time(look.finished_at, zone),
        look.finished_name,
        look.handover,
        look.excuse,
        look.signed_name,
    ]


def _time(moment: datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else ""
