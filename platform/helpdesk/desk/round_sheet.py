"""The rounds of a month as lines of a file for spreadsheet programs. Pure."""

from datetime import datetime

from helpdesk.desk.round_words import STATES
from helpdesk.desk.sheets import heads, lines, moment
from helpdesk.desk.shell import Say
from helpdesk.rounds.model import Month, Round
from helpdesk.rounds.rules import plain_state, roman
from ui.i18n import N_

HEADS = (
    N_("Tanggal"), N_("Putaran"), N_("Mulai (%(zone)s)"), N_("Berakhir (%(zone)s)"), N_("Keadaan"),
    N_("Baris diperiksa"), N_("Jumlah baris"), N_("Jumlah ditemukan"), N_("Kendala"), N_("Selesai (%(zone)s)"),
    N_("Diselesaikan oleh"), N_("Serah terima"), N_("Alasan terlewat"), N_("Disahkan oleh"),
)  # fmt: skip


def sheet_of(month: Month, zone: str, say: Say) -> str:
    """The heads, then a line for each round."""
    cells = (_cells(look, month.now, zone, say) for look in month.rounds)
    return heads(HEADS, zone, month.now, say) + lines(cells)


def _cells(look: Round, now: datetime, zone: str, say: Say) -> list[str]:
    return [
        look.day.isoformat(),
        roman(look.place),
        moment(look.begins_at, zone),
        moment(look.ends_at, zone),
        say(STATES[plain_state(look, now)][0]),
        str(look.checked),
        str(look.lines),
        str(look.found),
        str(look.problems),
        moment(look.finished_at, zone),
        look.finished_name,
        look.handover,
        look.excuse,
        look.signed_name,
    ]
