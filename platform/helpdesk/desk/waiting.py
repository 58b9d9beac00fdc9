"""What the page of waiting for the citizen shows: for what, what that pauses, and until when we wait."""

from typing import Any

from helpdesk.casefile.model import CasePageView
from helpdesk.cases.promises import traits_of
from helpdesk.cases.rules import ASKED
from helpdesk.desk.pages import Visit
from helpdesk.sla.model import PauseReason, TargetKind
from helpdesk.sla.service import due_if_begun
from ui import formats
from ui.i18n import N_
from ui.model import Option

_WAITS_FOR = {
    PauseReason.WAITING_FOR_CONTACT: N_("Jawaban warga"),
    PauseReason.WAITING_FOR_DATA: N_("Kelengkapan data atau bukti"),
}


async def waiting(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The reasons, those that paused an open promise already, and the end of the citizen's time."""
    until = await due_if_begun(
        here.actor.tenant_id, TargetKind.CONTACT_REPLY, traits_of(view.case), view.case.opened_at
    )
    used = {pause.reason for clock in view.clocks if clock.is_open for pause in clock.pauses}
    return {
        "reasons": [Option(value=each.value, label=here.say(_WAITS_FOR[each])) for each in ASKED],
        "used": [here.say(_WAITS_FOR[each]) for each in ASKED if each in used],
        "until": formats.absolute(until, here.office.timezone, language=here.language) if until else "",
    }
