"""By which way an answer goes, chosen before it is written: the own one, or another while that takes no free text."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.attachments.rules import ENDINGS
from helpdesk.casefile.model import CasePageView, WayView
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.outcome import Outcome
from helpdesk.desk.pages import Visit
from helpdesk.drafts.model import Draft
from helpdesk.replies.elsewhere import framed
from ui.i18n import N_

HINTS: Mapping[str, str] = {
    ChannelKind.SMS.value: N_("SMS ke %(to)s. Nomor laporan tertulis di depannya."),
    ChannelKind.EMAIL.value: N_("Surel ke %(to)s. Nomor laporan tertulis di atasnya."),
}
_NAMES: Mapping[str, tuple[str, str]] = {
    "": (N_("Templat WhatsApp"), "message-circle"),
    ChannelKind.SMS.value: (N_("SMS"), "message-square-text"),
    ChannelKind.EMAIL.value: (N_("Surel"), "mail"),
}
_ACCEPTED = {**ENDINGS, "image/jpeg": ".jpg,.jpeg"}
_AWAITS = N_("Jawaban ini menunggu sampai warga menulis. Anda menemukannya di sini dan di “Draf saya”.")
_HEARD = N_("Warga sudah menulis. Baca pesannya; jawaban yang menunggu siap dikirim.")

NO_WAYS: Mapping[str, Any] = {
    "via": "",
    "ways": (),
    "may_wait": False,
    "awaits": False,
    "awaited": "",
    "heard": False,
}
"""Of what is not for the citizen."""


def via_of(draft: Draft | None, others: Sequence[WayView], outcome: Outcome) -> str:
    """The other channel that was chosen, as long as the citizen can be reached there; empty for the case's own."""
    kept = draft.plan.via if draft else ""
    chosen = outcome.typed.get("via", kept) if outcome.deed == "reply" else kept
    return chosen if any(way.channel == chosen for way in others) else ""


def way_values(
    here: Visit, usual: WayView, others: Sequence[WayView], via: str, draft: Draft | None
) -> dict[str, Any]:
    """The ways to choose from, and whether the answer waits for the citizen."""
    awaits = draft is not None and draft.plan.awaits
    ways = ["", *(way.channel for way in others)] if others else []
    return {
        "via": via,
        "ways": [
            {
                "value": way,
                "label": here.say(_NAMES[way][0]),
                "icon": _NAMES[way][1],
                "current": way == via,
            }
            for way in ways
        ],
        "may_wait": not usual.open,
        "awaits": awaits,
        "awaited": here.say(_HEARD if usual.open else _AWAITS) if awaits else "",
        "heard": awaits and usual.open,
    }


def said_before(view: CasePageView) -> str:
    """What stands before the officer's words on another way."""
    if not view.way.elsewhere:
        return ""
    language = view.contact.language if view.contact else "id"
    return framed("", view.case, view.way.channel, language)


def accepted(view: CasePageView, tab: str) -> str:
    """Types of files that can be chosen; empty when none can be sent this way."""
    if tab == "peer" or (tab == "reply" and not view.case.mirrored and not view.way.open):
        return ""
    carried = view.way.file_types if tab == "reply" and not view.case.mirrored else None
    return ",".join(_ACCEPTED[kind] for kind in _ACCEPTED if carried is None or kind in carried)


def no_files(here: Visit, view: CasePageView, tab: str) -> str:
    """Why none can; empty when some can, and where that goes without saying."""
    if tab == "peer":
        return here.say(N_("Pesan antarkantor hanya membawa teks; berkas tidak ikut terkirim."))
    if tab == "reply" and view.case.mirrored:
        return ""
    if tab == "reply" and not view.way.open:
        return here.say(N_("Berkas hanya dapat dikirim selama jendela 24 jam terbuka."))
    if tab == "reply" and view.way.most_parts is not None:
        return here.say(N_("SMS hanya membawa teks; berkas tidak ikut terkirim."))
    return ""
