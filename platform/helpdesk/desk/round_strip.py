"""Rounds on every page of the desk: the running one in the side bar, and what supervisors must not overlook."""

from helpdesk.desk.round_words import full_name, short_hours
from helpdesk.desk.shell import Say
from helpdesk.rounds.model import Standing
from tenants.offices.model import Office
from tenants.permissions.model import Actor, Permission
from ui import formats
from ui.i18n import N_
from ui.model import Link, RoundStrip

_PROGRESS = N_("%(checked)s dari %(lines)s · berakhir %(time)s")
_MISSED = N_("Putaran pantau yang terlewat dan belum beralasan: %(count)s.")
_FINISHED = N_("Selesai pukul %(time)s")


def strip_of(standing: Standing, office: Office, language: str, say: Say) -> RoundStrip | None:
    """The running round and how far it is; none between rounds."""
    look = standing.running
    if look is None:
        return None
    zone = office.timezone
    if look.finished_at is not None:
        text = say(_FINISHED, time=formats.clock_time(look.finished_at, zone, language=language))
    else:
        ends = formats.clock_time(look.ends_at, zone, language=language)
        text = say(_PROGRESS, checked=look.checked, lines=look.lines, time=ends)
    return RoundStrip(
        name=full_name(look.place, say),
        hours=short_hours(look.begins_at, look.ends_at, zone, language),
        text=text,
        href=f"/desk/{office.slug}/rounds/{look.id}",
        checked=look.checked,
        lines=look.lines,
    )


def alarm_of(standing: Standing, actor: Actor, office: Office, say: Say) -> Link | None:
    """Missed rounds that wait for a reason; for those who can give it."""
    if not standing.unexcused or not actor.may(Permission.OVERSEE_ROUNDS):
        return None
    label = say(_MISSED, count=standing.unexcused)
    return Link(label=label, href=f"/desk/{office.slug}/rounds/{standing.oldest}")
