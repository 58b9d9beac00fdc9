"""Hand-overs as lines: of the overview, of its list, and of the list as a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from helpdesk.cases.words import DESK_WORDS, KINDS
from helpdesk.desk.across_words import LINK_STATES
from helpdesk.desk.pages import Visit
from helpdesk.desk.rows import WORD_TONES
from helpdesk.desk.sheets import moment
from helpdesk.escalation.model import Side
from helpdesk.overview.model import Linked
from ui import formats
from ui.i18n import N_

DIRECTIONS = {Side.TARGET: N_("dari"), Side.SOURCE: N_("ke")}
HEADS = (
    N_("Nomor"), N_("Jenis"), N_("Keadaan"), N_("Judul"), N_("Arah"), N_("Kantor lain"), N_("Nomor di kantor lain"),
    N_("Keadaan serah terima"), N_("Dipegang oleh"), N_("Sejak (%(zone)s)"), N_("Tenggat (%(zone)s)"),
    N_("Lewat waktu"), N_("Di kantor ini (jam)"), N_("Di kantor lain (jam)"), N_("Menunggu warga (jam)"),
    N_("Seluruhnya (jam)"),
)  # fmt: skip
_YES, _NO = N_("ya"), N_("tidak")


def row(here: Visit, linked: Linked, now: datetime, reads: bool) -> dict[str, Any]:
    """One hand-over as tables show it."""
    zone, language = here.office.timezone, here.language
    due = formats.date_time(linked.due_at, zone, language=language) if linked.due_at else "–"
    left = linked.due_at and formats.left((linked.due_at - now).total_seconds(), True, language=language)
    held = linked.held
    return {
        "number": linked.number,
        "href": f"{here.path}/cases/{linked.number}" if reads else "",
        "title": linked.title,
        "word": here.say(DESK_WORDS[linked.word]),
        "tone": WORD_TONES.get(linked.word, "brand"),
        "direction": here.say(DIRECTIONS[linked.side]),
        "peer": linked.peer,
        "peer_number": linked.peer_number,
        "link_state": here.say(LINK_STATES[linked.link_state]),
        "holder": linked.holder,
        "here": linked.here,
        "due": due,
        "left": left or "",
        "due_tone": "bad" if linked.late else "",
        "since": formats.date_time(linked.created_at, zone, language=language),
        "ours": _span(here, held.ours.total_seconds()),
        "theirs": _span(here, held.theirs.total_seconds()),
        "citizens": _span(here, held.citizens.total_seconds()),
        "whole": _span(here, held.whole.total_seconds()),
    }


def cells(here: Visit, linked: Linked) -> Sequence[str]:
    """The same as cells of a file; hours with two decimals, as spreadsheet programs add them up."""
    zone, say, held = here.office.timezone, here.say, linked.held
    return [
        linked.number,
        say(KINDS[linked.kind]),
        say(DESK_WORDS[linked.word]),
        linked.title,
        say(DIRECTIONS[linked.side]),
        linked.peer,
        linked.peer_number,
        say(LINK_STATES[linked.link_state]),
        linked.holder,
        moment(linked.created_at, zone),
        moment(linked.due_at, zone),
        say(_YES if linked.late else _NO),
        *(
            f"{part.total_seconds() / 3600:.2f}"
            for part in (held.ours, held.theirs, held.citizens, held.whole)
        ),
    ]


def _span(here: Visit, seconds: float) -> str:
    return formats.duration(seconds, True, language=here.language) if seconds else "–"
