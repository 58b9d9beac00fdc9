"""Where the consents of a citizen stand, and how the citizen is named across, in words. Pure."""

from collections.abc import Sequence

from helpdesk.casefile.model import CasePageView, Handover
from helpdesk.cases.words import CHANNELS
from helpdesk.consenting.model import AT_DESK, ON_PAGE, Agreement, Purpose
from helpdesk.desk.pages import Visit
from helpdesk.desk.rows import channel_of
from ui import formats
from ui.i18n import N_

_ON_PAGE, _SEEN_BY = N_("halaman pantau"), N_("Dilihat %(office)s")
_AGREED, _DECLINED = (
    N_("Setuju, %(time)s, lewat %(channel)s"),
    N_("Tidak setuju, %(time)s, lewat %(channel)s"),
)
_NOTED = {
    True: N_("Setuju, dicatat %(time)s oleh %(name)s"),
    False: N_("Tidak setuju, dicatat %(time)s oleh %(name)s"),
}
_WAITS = N_("Ditanyakan %(time)s oleh %(name)s, belum dijawab. Berlaku sampai %(until)s")
_SILENT = N_("Ditanyakan %(time)s oleh %(name)s, tidak dijawab sampai %(until)s")


def agreements(here: Visit, view: CasePageView) -> list[tuple[str, str]]:
    """Where each consent of the citizen stands: what it is about, and what was said."""
    return [(_about(here, each), _stands(here, view, each)) for each in view.agreements]


def some_withdrawn(shown: Sequence[Agreement]) -> bool:
    """Is there a no, which takes nothing back that was read already?"""
    return any(each.given is False for each in shown)


def named_there(here: Visit, each: Handover) -> str:
    """How the citizen is named across."""
    if each.named:
        return here.say(N_("nama dan kontak terbuka"))
    return (
        here.say(N_("disamarkan (%(citizen)s)"), citizen=each.citizen)
        if each.citizen
        else here.say(N_("tidak disebut"))
    )


def _about(here: Visit, each: Agreement) -> str:
    if each.subject.purpose is Purpose.REGISTER:
        return here.say(N_("SP4N-LAPOR!"))
    if each.subject.purpose is Purpose.REPORTER:
        return here.say(N_("Nama di SP4N-LAPOR!"))
    return here.say(_SEEN_BY, office=each.office)


def _stands(here: Visit, view: CasePageView, each: Agreement) -> str:
    zone, language = here.office.timezone, here.language
    time = formats.date_time(each.at, zone, language=language)
    if each.given is None:
        until = formats.date_time(each.expires_at or each.at, zone, language=language)
        waits = each.expires_at is not None and each.expires_at > view.now
        return here.say(_WAITS if waits else _SILENT, time=time, name=each.name, until=until)
    if each.channel == AT_DESK:
        return here.say(_NOTED[each.given], time=time, name=each.name)
    channel = _ON_PAGE if each.channel == ON_PAGE else CHANNELS[channel_of(each.channel)]
    return here.say(_AGREED if each.given else _DECLINED, time=time, channel=here.say(channel))
