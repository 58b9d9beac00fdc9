"""Values for a preview: invented, and as long as real ones get, so that what fits here fits at a citizen's, too."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from helpdesk.cases.model import CaseKind, CaseWord
from helpdesk.cases.words import KINDS, TARGETS, WORDS
from helpdesk.channels.conduct import LONGEST_LINK
from helpdesk.dialogues.rules import ON_A_PAGE
from helpdesk.notifications.links import PATH
from helpdesk.notifications.service import tracking_link
from helpdesk.sla.model import TargetKind
from helpdesk.texts.model import Text
from helpdesk.texts.to_citizens import HANDED_OVER
from helpdesk.texts.to_colleagues import (
    ALERT_LATE,
    ALERT_NEAR,
    APPROVAL_DECISIONS,
    COLLEAGUE_WROTE,
    COLLEAGUES,
    TO_DESK,
    UNDECIDED,
)
from tenants.offices.model import Office
from ui import formats
from ui.i18n import N_, translate

PIN = "123456"
_BY_THEN = datetime(2026, 9, 30, 9, tzinfo=UTC)
"""A Wednesday in September: days and months are not written longer."""
_FACILITY = N_("Puskesmas Melati")
_OWNER = N_("BPJS Kesehatan (telepon 165)")
_OFFICER = "Wahyu Prasetyaningrum"
_DECISION = max(APPROVAL_DECISIONS.values(), key=len)
_NEWS = UNDECIDED
"""The longest of what is told of one case."""
_INSTRUCTION = N_("Periksa jadwal poli gigi dan jawab paling lambat besok")
_DUE_TIMES = (ALERT_LATE, ALERT_NEAR, ALERT_NEAR)
"""In one message to a colleague."""
_LONGEST_PLACE = "https://www.lapor.go.id/pengaduan/10234567?".ljust(LONGEST_LINK, "0")
_TICKET = ("Ab3dE9fG2h" * 8)[:76]


def examples(
    text: Text, language: str, office: Office, above: Sequence[Office], base_url: str
) -> Mapping[str, str]:
    """A value for every variable of a text; `above`: the offices that cases may be handed to."""
    then = formats.absolute(_BY_THEN, office.timezone, language=language)
    values = {
        "number": _number(office),
        "original": f"{office.code}-3M8V-51TD-R",
        "pin": PIN,
        "link": _link(text, office, base_url),
        "portal": f"{base_url}/t/{office.slug}/",
        "tracking": "10234567",
        "where": _LONGEST_PLACE,
        "owner": translate(language, _OWNER),
        "office": _office(text, office, above),
        "news": translate(language, _NEWS),
        "until": then,
        "due": then,
        "received": formats.date_time(_BY_THEN, office.timezone, language=language),
        "kinds": "\n".join(
            f"{place}. {translate(language, KINDS[kind])}" for place, kind in enumerate(CaseKind, 1)
        ),
        "kind": translate(language, KINDS[CaseKind.INFORMATION]),
        "places": "\n".join(
            f"{place}. {translate(language, _FACILITY)}" for place in range(1, ON_A_PAGE + 1)
        ),
        "state": translate(language, WORDS[CaseWord.REJECTED]),
        "minutes": "60",
        "instruction": translate(language, _INSTRUCTION),
        "code": PIN,
        "next": translate(language, TO_DESK),
        "unit": translate(language, _FACILITY),
        "count": str(len(_DUE_TIMES)),
        "cases": _cases(language, office),
        "round": _round(language, office),
        "asker": _OFFICER,
        "decider": _OFFICER,
        "decision": translate(language, _DECISION),
        "ends": formats.clock_time(_BY_THEN, office.timezone, language=language),
        "checked": "3",
        "lines": "7",
    }
    return {name: values[name] for name in text.variables}


def _number(office: Office) -> str:
    return f"{office.code}-7K4Q-29XM-C"


def _link(text: Text, office: Office, base_url: str) -> str:
    to_a_case = f"{base_url}{PATH}/{_TICKET}"
    return to_a_case if text in COLLEAGUES else tracking_link(office.slug)


def _office(text: Text, office: Office, above: Sequence[Office]) -> str:
    if text == COLLEAGUE_WROTE:
        return office.desk_name
    names = [each.name for each in above] if text == HANDED_OVER else []
    return max(names or [office.name], key=len)


def _cases(language: str, office: Office) -> str:
    due = formats.date_time(_BY_THEN, office.timezone, language=language)
    target = translate(language, TARGETS[TargetKind.VERIFICATION])
    lines = [translate(language, line) for line in _DUE_TIMES]
    return "\n".join(line.format(number=_number(office), target=target, due=due) for line in lines)


def _round(language: str, office: Office) -> str:
    begins = _BY_THEN - timedelta(hours=8)
    return f"II ({formats.clock_span(begins, _BY_THEN, office.timezone, language=language)})"
