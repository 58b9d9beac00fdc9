"""Telephone calls in words. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpdesk.calls.model import CallLine, CallOnCase, CallState
from helpdesk.cases.words import CHANNELS
from helpdesk.channels.model import ChannelKind
from helpdesk.contacts.model import masked
from helpdesk.desk.shell import Say
from ui.i18n import N_

STATES: Mapping[CallState, tuple[str, str, str]] = {
    CallState.RINGING: (N_("Berdering"), "warn", "phone-call"),
    CallState.TALKING: (N_("Sedang bicara"), "info", "phone-call"),
    CallState.ANSWERED: (N_("Terjawab"), "ok", "phone"),
    CallState.MISSED: (N_("Tak terjawab"), "bad", "phone"),
    CallState.BUSY: (N_("Nada sibuk"), "bad", "phone"),
}
"""Word, tone and icon."""
_ON_CASE: Mapping[CallState, str] = {
    CallState.RINGING: N_("menelepon, masih berdering"),
    CallState.TALKING: N_("menelepon, masih bicara"),
    CallState.ANSWERED: N_("menelepon"),
    CallState.MISSED: N_("menelepon, tak terjawab"),
    CallState.BUSY: N_("menelepon, nada sibuk"),
}
_CITIZEN, _NOTED = N_("Warga"), N_("dicatat oleh %(name)s")
_AGREES, _OR = N_("Warga setuju nomor kasus dan PIN dikirim lewat %(way)s"), N_(" atau ")
_WITHHELD, _NOBODY = N_("Nomor disembunyikan"), N_("Nomor layanan atau pesawat %(number)s")


def called(call: CallOnCase, say: Say) -> dict[str, Any]:
    """A call in a case's line of time; who may see the case may hear its recording."""
    parts = [say(_ON_CASE[call.state])]
    if call.seconds is not None:
        parts.append(length(call.seconds))
    if call.noted_name:
        parts.append(say(_NOTED, name=call.noted_name))
    icon = STATES[call.state][2]
    return {
        "who": say(_CITIZEN),
        "text": ", ".join(parts),
        "icon": icon,
        "at": call.at,
        "recording": call.recording,
    }


def caller(line: CallLine, say: Say) -> tuple[str, str]:
    """Who calls, in large and in small: name and number, the number alone, or why there is none."""
    call = line.call
    if call.caller:
        shown = masked(call.caller)
        return (line.name, shown) if line.name else (shown, "")
    return (say(_NOBODY, number=call.written) if call.written else say(_WITHHELD)), ""


def inform_label(ways: Iterable[ChannelKind], say: Say) -> str:
    """By what number and PIN would go out, as the citizen is asked; empty when they cannot."""
    names = say(_OR).join(say(CHANNELS[way]) for way in ways)
    return say(_AGREES, way=names) if names else ""


def length(seconds: int) -> str:
    """How long was spoken, as telephones show it: `1:05`, `1:02:05`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
