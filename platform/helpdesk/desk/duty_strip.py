"""Delegated staffing above every page: whose desk it is, until when and why, and the way to the other one."""

from collections.abc import Mapping
from datetime import datetime

from helpdesk.desk.shell import Say
from tenants.delegations.model import Delegation, State
from tenants.delegations.rules import state_of
from tenants.delegations.service import office_names, own
from tenants.offices.model import Office
from tenants.offices.service import all_offices
from tenants.sign_in.model import SignedIn
from ui import formats
from ui.i18n import N_
from ui.model import Duty, Link, Option

_HERE = N_("Anda bekerja di meja %(desk)s.")
_UNTIL = N_("Sampai %(time)s – %(reason)s")
_BACK = N_("Kembali ke %(desk)s")
_THERE = N_("Anda diperbantukan di %(desk)s.")
_GO = N_("Pindah ke meja %(desk)s")
_ASKED = N_("%(desk)s meminta bantuan Anda.")
_SPAN = N_("%(begins)s sampai %(ends)s – %(reason)s")
_ANSWER = N_("Lihat dan jawab")
_UNDECIDED = N_("Ada permintaan petugas perbantuan.")
_WAITING = N_("Menunggu keputusan kantor ini: %(count)s.")


async def duty_of(signed: SignedIn, office: Office, language: str, say: Say) -> Duty | None:
    """What stands above the page; nothing for nearly everybody, and then nothing is asked."""
    home = signed.session.home
    if home is not None:
        until = formats.date_time(home.until, office.timezone, language=language)
        return Duty(
            acting=True,
            title=say(_HERE, desk=office.desk_name),
            text=say(_UNTIL, time=until, reason=home.reason),
            to=(Option(value=home.slug, label=say(_BACK, desk=home.name)),),
        )
    if not signed.session.duties:
        return None
    found, waiting, now = await own(signed.actor)
    return await _of_own([each.delegation for each in found], waiting, now, office, language, say)


async def _of_own(
    mine: list[Delegation], waiting: int, now: datetime, office: Office, language: str, say: Say
) -> Duty | None:
    names = await office_names()
    active = [each for each in mine if state_of(each, now) is State.ACTIVE]
    asked = [each for each in mine if each.guest_at is None]
    if active:
        return await _active(active, names, office, language, say)
    if asked:
        first = asked[0]
        begins, ends = (
            formats.date_time(at, office.timezone, language=language)
            for at in (first.begins_at, first.ends_at)
        )
        return Duty(
            acting=False,
            title=say(_ASKED, desk=names.get(first.other_id, "")),
            text=say(_SPAN, begins=begins, ends=ends, reason=first.reason),
            more=Link(label=say(_ANSWER), href=f"/desk/{office.slug}/duties"),
        )
    if waiting:
        href = f"/admin/{office.slug}/delegations"
        title, text = say(_UNDECIDED), say(_WAITING, count=waiting)
        return Duty(acting=False, title=title, text=text, more=Link(label=say(_ANSWER), href=href))
    return None


async def _active(
    active: list[Delegation], names: Mapping[int, str], office: Office, language: str, say: Say
) -> Duty:
    slugs = {each.id: each.slug for each in await all_offices()}
    first = active[0]
    until = formats.date_time(first.ends_at, office.timezone, language=language)
    return Duty(
        acting=False,
        title=say(_THERE, desk=names.get(first.other_id, "")),
        text=say(_UNTIL, time=until, reason=first.reason),
        to=tuple(
            Option(value=slugs[each.other_id], label=say(_GO, desk=names[each.other_id]))
            for each in active
            if each.other_id in slugs
        ),
    )
