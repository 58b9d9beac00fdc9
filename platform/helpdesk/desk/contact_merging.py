"""Forms for contacts that are one person, or two: merge, part, tell apart."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.contactfile import merging, service
from helpdesk.desk.contact_page import again, contact_at, contacts_shell
from helpdesk.desk.contact_words import absorbed_values, row_values
from helpdesk.desk.outcome import Outcome, refused
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, version_of, visit
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import id_in
from tenants.sign_in.pages import fields

_MERGING = ("other", "reason", "version")


@get("/contacts/{contact_id:uuid}/merge")
async def merge_page(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """Who may be merged into this contact, and the reason."""
    here = await visit(request, slug)
    return await _merge_form(here, contact_id, Outcome(), request.query_params.get("other", ""))


@post("/contacts/{contact_id:uuid}/merge", status_code=200)
async def merge_contact(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """They are one person."""
    here = await visit(request, slug)
    typed = dict(zip(_MERGING, await fields(request, *_MERGING), strict=True))
    written, _, seen = typed["other"].partition(":")
    try:
        other = _id(written)
        await merging.merge(
            here.actor,
            contact_id,
            other,
            typed["reason"],
            version=version_of(typed["version"]),
            other_version=version_of(seen),
        )
    except (Invalid, Conflict, Stale) as refusal:
        outcome = refused("merge", typed, refusal, here.say)
        if refusal.code == "contact_merged":  # perhaps this one itself: its page shows who it is now
            return await again(here, contact_id, outcome)
        return await _merge_form(here, contact_id, outcome, written)
    here.ring()
    return onward(contact_at(here, contact_id, "merged"))


@get("/contacts/{contact_id:uuid}/part/{merge_id:uuid}")
async def part_page(
    request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID], merge_id: FromPath[UUID]
) -> Answer:
    """What goes back to the other, and the reason."""
    return await _part_form(await visit(request, slug), contact_id, merge_id, Outcome())


@post("/contacts/{contact_id:uuid}/part/{merge_id:uuid}", status_code=200)
async def part_contact(
    request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID], merge_id: FromPath[UUID]
) -> Answer:
    """They were two people."""
    here = await visit(request, slug)
    reason, version = await fields(request, "reason", "version")
    try:
        await merging.part(here.actor, contact_id, merge_id, reason, version=version_of(version))
    except (Invalid, Conflict, Stale) as refusal:
        outcome = refused("part", {"reason": reason}, refusal, here.say)
        return await _part_form(here, contact_id, merge_id, outcome)
    here.ring()
    return onward(contact_at(here, contact_id, "parted"))


@post("/contacts/{contact_id:uuid}/apart", status_code=200)
async def tell_apart(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """Two people: the one is no more offered with the other."""
    here = await visit(request, slug)
    (other,) = await fields(request, "other")
    try:
        await merging.deny(here.actor, contact_id, _id(other))
    except Invalid as refusal:
        return await again(here, contact_id, refused("apart", {}, refusal, here.say))
    return onward(contact_at(here, contact_id, "denied"))


async def _merge_form(here: Visit, contact_id: UUID, outcome: Outcome, chosen: str) -> Answer:
    find = here.request.query_params.get("find", "")[:200]
    wanted = id_in(chosen)
    kept, others = await service.others_for(here.actor, contact_id, find, wanted)
    rows = [row_values(here, row) for row in others]
    return page(
        here,
        "desk/contact_merge.html",
        await contacts_shell(here),
        kept=row_values(here, kept),
        others=rows,
        chosen=next((row["value"] for row in rows if row["id"] == str(wanted)), ""),
        version=kept.version,
        find=find,
        find_at=f"{contact_at(here, contact_id)}/merge",
        **_answered(here, contact_id, outcome),
    )


async def _part_form(here: Visit, contact_id: UUID, merge_id: UUID, outcome: Outcome) -> Answer:
    view = await service.contact_page(here.actor, contact_id)
    found = [each for each in view.absorbed if each.merge_id == merge_id]
    if not found and outcome.refusal:  # undone meanwhile: the contact's own page tells what is true now
        return onward(contact_at(here, contact_id, "parted"))
    if not found:
        raise Missing("contact_missing")
    return page(
        here,
        "desk/contact_part.html",
        await contacts_shell(here),
        gone=absorbed_values(here, found[0]),
        version=view.contact.version,
        to=f"{contact_at(here, contact_id)}/part/{merge_id}",
        **_answered(here, contact_id, outcome),
    )


def _answered(here: Visit, contact_id: UUID, outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "outcome": outcome,
        "wrong": outcome.wrong,
        "back_href": contact_at(here, contact_id),
    }


def _id(written: str) -> UUID:
    found = id_in(written)
    if found is None:
        raise Invalid("invalid", fields={"other": "unknown"})
    return found


MERGING_ROUTES = [merge_page, merge_contact, part_page, part_contact, tell_apart]
