"""The page on which a case is handed over: to whom, and exactly what travels there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpdesk.attachments.model import Attachment
from helpdesk.casefile.model import Act, CasePageView
from helpdesk.cases.words import KINDS
from helpdesk.desk.choosing_offices import offices_shown, slugs_of
from helpdesk.desk.pages import Visit
from helpdesk.escalation import naming
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import LIVING, Side
from helpdesk.escalation.relations import targets
from helpdesk.escalation.service import Picked
from helpdesk.escalation.whom import FileKind, Identity, what_leaves
from kit.errors import Invalid
from kit.ids import id_in
from tenants.offices.model import Office
from tenants.offices.service import offices_around
from ui import formats
from ui.i18n import N_

MANY = ("to", "leave_out", "files")
"""Fields that may be there several times."""
FIELDS = ("reason", "shown", "find", "preview", "speaker", "later_files")
_CITIZEN = {
    Identity.NONE: N_("Warga"),
    **dict.fromkeys((Identity.MASKED, Identity.CONSENTED), N_("Warga (disamarkan)")),
    Identity.CLEAR: N_("Warga (nama dan alamat terbuka)"),
}


_FILES = {
    FileKind.PICTURES: N_("gambar"),
    FileKind.DOCUMENTS: N_("dokumen"),
    FileKind.RECORDINGS: N_("rekaman"),
}


async def handing_page(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> dict[str, Any]:
    """The offices that may be asked, and for the chosen one exactly the package, field by field."""
    offices = await _open_offices(here, view)
    above = await _above(here)
    chosen = slugs_of(typed)
    shown = chosen or [each.slug for each in offices[:1]]
    look = await escalation.preview(here.actor, view.case.number, shown[0] if shown else "")
    package, say, zone, language = look.package, here.say, here.office.timezone, here.language
    yes, no = say(N_("ya")), say(N_("tidak"))
    kept, picked = typed.get("leave_out", "").split(","), typed.get("files", "").split(",")
    return {
        **offices_shown(offices, chosen, typed.get("find", "")),
        "one": len(chosen) < 2 and not _is_asked(view),
        "again": look.again,
        "later_kinds": ", ".join(say(_FILES[kind]) for kind in FileKind if kind in look.relation.files),
        "later_files": not typed or bool(typed.get("later_files")),
        "several": sum(each.slug not in above for each in offices) > 1,
        "shown": what_leaves(look.relation),
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
            *([(say(N_("Nomor SP4N-LAPOR!")), package.lapor_number)] if package.lapor_number else []),
            *([(say(N_("SP4N-LAPOR!")), say(N_("sedang didaftarkan")))] if package.filing else []),
        ],
        "may_ask": view.acts.issuperset({Act.ASK_CONSENT}) and bool(await naming.offices_to_ask(here.actor)),
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
    to = slugs_of(typed)
    if typed.get("speaker", "") not in ("", *Side):
        raise Invalid("invalid", fields={"speaker": "unknown"})
    picked = Picked(
        left_out=_ids(typed, "leave_out"),
        files=_ids(typed, "files"),
        speaker=Side(typed.get("speaker") or Side.SOURCE),
        later_files=bool(typed.get("later_files")),
        shown=typed.get("shown", ""),
    )
    reason = typed.get("reason", "")
    await escalation.escalate_to_all(
        here.actor, number, to, reason, here.book, version=version, picked=picked
    )


def _is_asked(view: CasePageView) -> bool:
    return any(each.side is Side.SOURCE and each.state in LIVING for each in view.handovers)


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
