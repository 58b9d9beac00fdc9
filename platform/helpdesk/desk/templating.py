"""Templates in the composer, when free text may not be sent: choose one, fill its places, read it as it goes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpdesk.casefile.model import CasePageView
from helpdesk.desk.pages import Visit
from helpdesk.drafts.model import Draft
from helpdesk.message_templates.model import MessageTemplate
from helpdesk.replies.model import UPDATE_TEMPLATE, TemplateChoice
from ui.i18n import N_
from ui.model import Option

MOST_PLACES = 20
_PLACE = re.compile(r"\{\{(\d+)\}\}")


def template_values(
    here: Visit,
    view: CasePageView,
    typed: Mapping[str, str],
    draft: Draft | None,
    approved: Sequence[MessageTemplate],
    wrong: Mapping[str, str],
) -> dict[str, Any]:
    """The list of templates, and the chosen one with its fields and its preview."""
    kept = draft.plan.template if draft else None
    asked = typed.get("template", str(kept.template_id) if kept else "")
    chosen = next((each for each in approved if str(each.id) == asked), None)
    written = values_in(typed) or (kept.values if kept else ())
    return {
        "templates": [
            Option(value="", label=here.say(N_("Kabar laporan dengan tulisan sendiri"))),
            *(
                Option(value=str(each.id), label=f"{each.name} ({each.language})")
                for each in approved
                if each.name != UPDATE_TEMPLATE
            ),
        ],
        "template": _chosen(here, view, chosen, written) if chosen else None,
        "values_error": wrong.get("values", ""),
    }


def choice_of(typed: Mapping[str, str]) -> TemplateChoice | None:
    """The template that a form asks for; none for free text, and for what is none of ours."""
    try:
        return TemplateChoice(template_id=UUID(typed.get("template", "")), values=values_in(typed))
    except ValueError:
        return None


def values_in(typed: Mapping[str, str]) -> tuple[str, ...]:
    """What was typed into the places, in order."""
    many = typed.get("places", "")
    count = min(int(many), MOST_PLACES) if many.isascii() and many.isdigit() and len(many) < 4 else 0
    return tuple(typed.get(f"value-{place}", "") for place in range(1, count + 1))


def _chosen(
    here: Visit, view: CasePageView, template: MessageTemplate, written: Sequence[str]
) -> dict[str, Any]:
    known = _known(here, view)
    fields = [
        {
            "name": f"value-{place}",
            "place": place,
            "label": _label(here, label, place),
            "value": written[place - 1] if place <= len(written) else known.get(label, ""),
        }
        for place, label in enumerate(template.variables, 1)
    ]
    return {
        "id": str(template.id),
        "name": template.name,
        "fields": fields,
        "preview": _preview(template, fields),
    }


def _label(here: Visit, label: str, place: int) -> str:
    return here.say(N_("Isian %(number)s"), number=place) if label == str(place) else label


def _known(here: Visit, view: CasePageView) -> Mapping[str, str]:
    """What can be filled in for the officer; a name only when it is known."""
    name = view.contact.name if view.contact and not view.case.anonymous else ""
    return {
        "nama": name,
        "nomor": view.case.number,
        "kantor": here.office.desk_name,
        "petugas": here.signed.session.name,
        "fasilitas": view.facility,
    }


def _preview(template: MessageTemplate, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The text in pieces: words of the template, and places with what stands in them."""
    pieces: list[dict[str, Any]] = []
    end = 0
    by_place = {str(field["place"]): field for field in fields}
    for found in _PLACE.finditer(template.body):
        pieces.append({"text": template.body[end : found.start()], "field": ""})
        field = by_place.get(found[1])
        pieces.append(
            {"text": field["value"] or f"[{field['label']}]", "field": field["name"]}
            if field
            else {"text": found[0], "field": ""}
        )
        end = found.end()
    return [*pieces, {"text": template.body[end:], "field": ""}]


def canned_values(here: Visit, view: CasePageView) -> Mapping[str, str]:
    """What fills the variables of a canned reply on this case."""
    return _known(here, view)
