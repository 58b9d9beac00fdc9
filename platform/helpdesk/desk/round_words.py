"""What rounds, their states and their lines are called. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpdesk.cases.words import CHANNELS
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.shell import Say
from helpdesk.rounds.model import Line, LineKind, LineState, News, RoundState
from helpdesk.rounds.rules import roman
from ui import formats
from ui.i18n import N_

STATES: Mapping[RoundState, tuple[str, str, str]] = {
    RoundState.COMING: (N_("Belum mulai"), "", "clock"),
    RoundState.RUNNING: (N_("Berjalan"), "brand", "radar"),
    RoundState.FINISHED: (N_("Selesai"), "ok", "circle-check"),
    RoundState.FINISHED_LATE: (N_("Selesai terlambat"), "warn", "hourglass"),
    RoundState.MISSED: (N_("Terlewat"), "bad", "circle-alert"),
    RoundState.EXCUSED: (N_("Terlewat, ada alasan"), "info", "message-square-text"),
    RoundState.SIGNED: (N_("Disahkan"), "ok", "shield-check"),
}
"""Word, tone and icon."""
LINE_STATES: Mapping[LineState, tuple[str, str, str]] = {
    LineState.OPEN: (N_("Belum diperiksa"), "", "clock"),
    LineState.QUIET: (N_("Tidak ada yang baru"), "ok", "check"),
    LineState.FOUND: (N_("Ditemukan: %(count)s"), "info", "inbox"),
    LineState.PROBLEM: (N_("Ada kendala"), "bad", "triangle-alert"),
}
_NAMES = {LineKind.DUE_SOON: N_("Hampir lewat"), LineKind.LATE: N_("Lewat waktu")}
_ICONS: Mapping[ChannelKind | None, str] = {
    ChannelKind.WHATSAPP: "message-circle",
    ChannelKind.EMAIL: "mail",
    ChannelKind.SMS: "messages-square",
    ChannelKind.PHONE: "phone",
    ChannelKind.PORTAL: "globe",
    ChannelKind.COUNTER: "store",
    ChannelKind.SOCIAL_MEDIA: "megaphone",
    ChannelKind.LAPOR: "landmark",
    ChannelKind.RELAY: "building-2",
}
_KIND_ICONS = {LineKind.DUE_SOON: "hourglass", LineKind.LATE: "timer"}
_FRESH, _ANSWERED = N_("Kasus baru: %(count)s"), N_("Balasan warga: %(count)s")
_OLDER = N_("sejak sebelum putaran lalu: %(count)s")
_NOTHING = N_("Tidak ada yang menunggu")
_CASES = N_("Kasus: %(count)s")


def round_name(place: int, say: Say) -> str:
    """`Putaran II`."""
    return say(N_("Putaran %(number)s"), number=roman(place))


def full_name(place: int, say: Say) -> str:
    """`Putaran pantau II`, where nothing else says which kind of round."""
    return say(N_("Putaran pantau %(number)s"), number=roman(place))


def short_hours(begins_at: datetime, ends_at: datetime, zone: str, language: str) -> str:
    """`14–22`, where both are full hours; there is little room beside the name."""
    whole = formats.clock_span(begins_at, ends_at, zone, language=language)
    begins, ends = whole.split("–")
    return f"{begins[:2]}–{ends[:2]}" if begins.endswith("00") and ends.endswith("00") else whole


def pill(words: tuple[str, str, str], say: Say, **values: Any) -> dict[str, str]:
    """A state as a mark: label, tone, icon."""
    label, tone, icon = words
    return {"label": say(label, **values), "tone": tone, "icon": icon}


def line_name(line: Line, say: Say) -> str:
    """What is looked at."""
    return say(_NAMES[line.kind]) if line.kind in _NAMES else line.name


def line_about(line: Line, say: Say) -> str:
    """The channel, where the name does not say it."""
    channel = say(CHANNELS[line.channel]) if line.channel else ""
    return "" if channel == line.name else channel


def line_icon(line: Line) -> str:
    """Its picture."""
    return _KIND_ICONS.get(line.kind) or _ICONS.get(line.channel, "eye")


def line_pill(line: Line, say: Say) -> dict[str, str]:
    """What was seen there."""
    return pill(LINE_STATES[line.state], say, count=line.found)


def waiting(news: News, say: Say) -> str:
    """What waits at a channel, in words."""
    parts = [(_FRESH, news.fresh), (_ANSWERED, news.answered), (_OLDER, news.older)]
    return " · ".join(say(text, count=count) for text, count in parts if count) or say(_NOTHING)


def cases_counted(count: int, say: Say) -> str:
    """What stands in a folder, in words."""
    return say(_CASES, count=count) if count else say(_NOTHING)
