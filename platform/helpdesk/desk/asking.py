"""The page on which a citizen is asked for a consent."""

from collections.abc import Mapping
from typing import Any

from helpdesk.casefile.model import Act, CasePageView
from helpdesk.cases.words import CHANNELS
from helpdesk.consenting.model import Purpose
from helpdesk.consenting.service import Draft
from helpdesk.desk.choosing_offices import offices_shown, slugs_of
from helpdesk.desk.pages import Visit
from helpdesk.desk.refusals import why
from helpdesk.desk.rows import channel_of
from helpdesk.desk.sent import Sent, visit_of
from helpdesk.escalation import naming
from helpdesk.registers import by_rule
from kit.errors import Conflict, Invalid
from tenants.permissions.model import Permission
from ui.i18n import N_
from ui.model import Option

FIELDS = ("purpose", "find", "shown", "preview")
MANY = ("to",)
_PURPOSES: Mapping[Purpose, str] = {
    Purpose.HANDOVER: N_("Nama dan kontak warga dilihat kantor lain"),
    Purpose.REGISTER: N_("Laporan didaftarkan ke SP4N-LAPOR!"),
    Purpose.REPORTER: N_("Laporan didaftarkan ke SP4N-LAPOR! dengan nama dan kontak"),
}


async def asking_page(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> dict[str, Any]:
    """What may be asked, about whom, and word by word what the citizen will read."""
    offered = await _offered(here, view)
    wanted = typed.get("purpose") or here.request.query_params.get("purpose", "")
    purpose = next((each for each in offered if each.value == wanted), next(iter(offered), None))
    offices = await naming.offices_to_ask(here.actor) if purpose is Purpose.HANDOVER else []
    chosen = slugs_of(typed) or [each.slug for each in offices[:1]]
    draft, why_not = await _draft(here, view, purpose, chosen)
    return {
        "purposes": [Option(value=each.value, label=here.say(_PURPOSES[each])) for each in offered],
        "purpose": purpose.value if purpose else "",
        "shown": _key(purpose, chosen),
        "with_offices": purpose is Purpose.HANDOVER,
        **offices_shown(offices, chosen, typed.get("find", "")),
        "asked": draft.text if draft else "",
        "by_page_alone": draft is not None and draft.channel == "portal",
        "channel": here.say(CHANNELS[channel_of(draft.channel)]) if draft else "",
        "why_not": why(why_not, here.say) if why_not else "",
    }


async def ask(sent: Sent) -> None:
    """Ask what was shown; raises `Invalid` when something else is wished for by now."""
    here, wanted = visit_of(sent), sent.text("purpose")
    if sent.text("shown") != _key(wanted, slugs_of(sent.typed)):
        raise Invalid("invalid", fields={"purpose": "look_again"})
    if wanted not in set(Purpose):
        raise Invalid("invalid", fields={"purpose": "unknown"})
    if wanted == Purpose.HANDOVER:
        to = tuple(slugs_of(sent.typed))
        await naming.ask_citizen(here.actor, sent.number, to, here.book, version=sent.version)
    else:
        purpose = Purpose(wanted)
        await by_rule.ask_citizen(here.actor, sent.number, purpose, here.book, version=sent.version)


def _key(purpose: str | None, slugs: list[str]) -> str:
    """What a preview was about."""
    return " ".join([purpose or "", *(sorted(slugs) if purpose == Purpose.HANDOVER else [])])


async def _offered(here: Visit, view: CasePageView) -> list[Purpose]:
    found = []
    if here.actor.may(Permission.ESCALATE) and await naming.offices_to_ask(here.actor):
        found.append(Purpose.HANDOVER)
    if Act.REGISTER_CONSENT in view.acts:
        found += await by_rule.purposes(here.actor, here.book)
    return found


async def _draft(
    here: Visit, view: CasePageView, purpose: Purpose | None, chosen: list[str]
) -> tuple[Draft | None, str]:
    try:
        if purpose is None:
            return None, "nothing_to_ask"
        if purpose is Purpose.HANDOVER:
            draft = await naming.question_to(here.actor, view.case.number, tuple(chosen), here.book)
        else:
            draft = await by_rule.question_to(here.actor, view.case.number, purpose, here.book)
    except Invalid:
        return None, ""
    except Conflict as refusal:
        return None, refusal.code
    return draft, draft.why_not
