"""The page on which a case is handed over: to whom, and exactly what travels there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpdesk.attachments.model import Attachment
from helpdesk.casefile.model import CasePageView
from helpdesk.cases.words import KINDS
from helpdesk.desk.pages import Visit
from helpdesk.elsewhere.service import NOWHERE
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import LIVING, Side
from helpdesk.escalation.relations import targets, travel_alike
from helpdesk.escalation.service import Picked
from helpdesk.escalation.whom import Identity
from kit.errors import Invalid
from kit.ids import id_in
from tenants.offices.model import Office
from tenants.offices.service import offices_around
from ui import formats
from ui.i18n import N_
from ui.model import Option

MANY = ("to", "leave_out", "files")
"""Fields that may be there several times."""
FIELDS = ("reason", "shown", "preview")
_MOST_SHOWN = 12
"""Of more offices one is chosen from a list."""
_CITIZEN = {
    Identity.NONE: N_("Warga"),
    Identity.MASKED: N_("Warga (disamarkan)"),
    Identity.CLEAR: N_("Warga (nama dan alamat terbuka)"),
}


async def handing_page(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> dict[str, Any]:
    """The offices that may be asked, and for the chosen one exactly the package, field by field."""
    offices = await _open_offices(here, view)
    above = await _above(here)
    chosen = [slug for slug in typed.get("to", "").split(",") if slug]
    shown = chosen or [each.slug for each in offices[:1]]
    look = await escalation.preview(here.actor, view.case.number, shown[0] if shown else "")
    package, say, zone, language = look.package, here.say, here.office.timezone, here.language
    yes, no = say(N_("ya")), say(N_("tidak"))
    kept, picked = typed.get("leave_out", "").split(","), typed.get("files", "").split(",")
    return {
        "offices": [_option(each) for each in offices],
        "as_list": len(offices) > _MOST_SHOWN,
        "several": sum(each.slug not in above for each in offices) > 1,
        "chosen": chosen,
        "shown": ",".join(shown),
        "seen_by": ", ".join(each.name for each in offices if each.slug in shown),
        "travels": [
            (say(N_("Nomor kasus")), package.number),
            (say(N_("Jenis")), say(KINDS[view.case.kind])),
            (say(N_("Judul")), package.title or "–"),
            (say(N_("Diterima")), formats.date_time(package.opened_at, zone, language=language)),
            (say(N_("Tempat")), package.facility or "–"),
            (say(_CITIZEN[look.relation.identity]), package.citizen or say(N_("tidak disebut"))),
            (say(N_("Minta tanpa nama")), yes if package.anonymous else no),
            (say(N_("Rahasia")), yes if package.confidential else no),
        ],
        "names": look.relation.identity is Identity.CLEAR and bool(package.citizen),
        "extracts": [
            {
                "id": str(message_id),
                "kept": str(message_id) in kept,
                "who": say(N_("Warga") if extract.who == "citizen" else N_("Kantor ini")),
                "time": formats.date_time(extract.at, zone, language=language),
                "text": extract.text,
                "files": [
                    _file(file, picked, language) for file in look.files if file.message_id == message_id
                ],
            }
            for message_id, extract in zip(look.message_ids, package.extracts, strict=True)
        ],
    }


async def hand_over(here: Visit, number: str, typed: Mapping[str, str], version: int) -> None:
    """Offer it to all chosen offices; raises `Invalid` when something else would leave us than was shown."""
    to = [slug for slug in typed.get("to", "").split(",") if slug]
    shown = typed.get("shown", "").split(",")
    if to and not await travel_alike(here.actor, [*to, *shown[:1]]):
        raise Invalid("invalid", fields={"to": "look_again"})
    picked = Picked(left_out=_ids(typed, "leave_out"), files=_ids(typed, "files"))
    reason = typed.get("reason", "")
    await escalation.escalate_to_all(
        here.actor, number, to, reason, here.book, version=version, picked=picked
    )


def _ids(typed: Mapping[str, str], field: str) -> frozenset[UUID]:
    ids = (id_in(each) for each in typed.get(field, "").split(","))
    return frozenset(each for each in ids if each is not None)


def _file(file: Attachment, picked: list[str], language: str) -> dict[str, Any]:
    size = formats.size(file.size, language=language)
    return {"id": str(file.id), "name": file.name, "size": size, "picked": str(file.id) in picked}


async def _open_offices(here: Visit, view: CasePageView) -> list[Office]:
    """Those that may be asked and do not have it yet; with somebody below or beside us, none above us."""
    asked = {each.office_slug for each in view.handovers if each.state in LIVING}
    passed_on = any(each.side is Side.SOURCE and each.state in LIVING for each in view.handovers)
    above = await _above(here) if passed_on else frozenset()
    return [each for each in await targets(here.actor) if each.slug not in asked | above]


async def _above(here: Visit) -> frozenset[str]:
    return (await offices_around(here.actor.tenant_id)).above


def _option(office: Office) -> Option:
    named = office.name if office.name != office.desk_name else ""
    hint = " · ".join(part for part in (named, office.host if office.id == NOWHERE else "") if part)
    return Option(value=office.slug, label=office.desk_name, hint=hint)
