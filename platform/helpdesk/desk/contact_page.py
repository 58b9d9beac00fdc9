"""Citizens as the desk knows them: found by number, address or name, and each on a page of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.contactfile import service
from helpdesk.contactfile.model import ContactAct, ContactPageView
from helpdesk.contacts.store import Key
from helpdesk.desk.contact_words import (
    absorbed_values,
    case_values,
    consent_values,
    row_values,
    thread_values,
)
from helpdesk.desk.outcome import Outcome, refused
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, shell_at, version_of, visit
from helpdesk.desk.panel import reached
from helpdesk.desk.rows import SOMEBODY
from kit.errors import Invalid, Stale
from kit.ids import id_in
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from tenants.sign_in.pages import fields
from ui.i18n import LANGUAGES, N_
from ui.model import DeskShell, Option

_DONE: Mapping[str, str] = {
    "language": N_("Bahasa pesan disimpan."),
    "consent": N_("Keinginan warga dicatat dan langsung berlaku."),
    "merged": N_("Keduanya sekarang satu orang."),
    "parted": N_("Keduanya dipisahkan lagi."),
    "denied": N_("Dicatat: dua orang yang berbeda."),
}
_WISHES = {"1": N_("Mau menerima lagi"), "0": N_("Tidak mau lagi")}


@get("/contacts")
async def contacts_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The field to search with, and whom it finds."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_CASES)
    written = request.query_params.get("q", "")
    found = await service.search(here.actor, written)
    return page(
        here,
        "desk/contacts.html",
        await contacts_shell(here),
        written=written[:200],
        to=f"{here.path}/contacts",
        searched=found is not None,
        rows=[row_values(here, row) for row in found or ()],
        most=service.MOST_FOUND,
    )


@get("/contacts/{contact_id:uuid}")
async def contact_page(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """One person; an address of somebody who was merged leads to whom they were merged into."""
    here = await visit(request, slug)
    view = await service.contact_page(here.actor, contact_id)
    if view.contact.id != contact_id:
        return onward(contact_at(here, view.contact.id))
    return await _shown(here, view, Outcome())


@post("/contacts/{contact_id:uuid}/reveal", status_code=200)
async def reveal_contact(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """Show numbers and addresses on this one answer, after the reason is on record."""
    here = await visit(request, slug)
    (reason,) = await fields(request, "reason")
    try:
        revealed = await service.reveal(here.actor, contact_id, reason)
    except Invalid as refusal:
        return await again(here, contact_id, refused("reveal", {"reason": reason}, refusal, here.say))
    return await again(here, contact_id, Outcome(deed="reveal"), revealed)


@post("/contacts/{contact_id:uuid}/language", status_code=200)
async def choose_language(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """In which language automatic messages are written to them."""
    here = await visit(request, slug)
    language, version = await fields(request, "language", "version")
    try:
        await service.speak(here.actor, contact_id, language, version=version_of(version))
    except (Invalid, Stale) as refusal:
        return await again(here, contact_id, refused("language", {"language": language}, refusal, here.say))
    return onward(contact_at(here, contact_id, "language"))


@post("/contacts/{contact_id:uuid}/consent", status_code=200)
async def note_consent(request: AnyRequest, slug: FromPath[str], contact_id: FromPath[UUID]) -> Answer:
    """What the citizen told an officer about extra messages at one of their addresses."""
    here = await visit(request, slug)
    names = ("way", "wanted", "told")
    typed = dict(zip(names, await fields(request, *names), strict=True))
    try:
        thread_id = _thread_id(typed)
        await service.note_consent(
            here.actor, contact_id, thread_id, typed["told"], given=typed["wanted"] == "1"
        )
    except Invalid as refusal:
        wrong = {{"reason": "told"}.get(name, name): code for name, code in refusal.details["fields"].items()}
        told = Invalid("invalid", fields=wrong)
        return await again(here, contact_id, refused("consent", typed, told, here.say))
    return onward(contact_at(here, contact_id, "consent"))


def contact_at(here: Visit, contact_id: UUID, done: str = "") -> str:
    """The address of a contact's page, with the word for what was done."""
    return f"{here.path}/contacts/{contact_id}" + (f"?done={done}" if done else "")


async def contacts_shell(here: Visit) -> DeskShell:
    """What stands around these pages."""
    return await shell_at(here, "contacts")


async def again(
    here: Visit, contact_id: UUID, outcome: Outcome, revealed: tuple[Key, ...] | None = None
) -> Answer:
    """The page with what a form on it led to."""
    return await _shown(here, await service.contact_page(here.actor, contact_id), outcome, revealed)


async def _shown(
    here: Visit, view: ContactPageView, outcome: Outcome, revealed: tuple[Key, ...] | None = None
) -> Answer:
    done = here.request.query_params.get("done", "")
    return page(
        here,
        "desk/contact.html",
        await contacts_shell(here),
        status=outcome.status,
        at=contact_at(here, view.contact.id),
        back_href=f"{here.path}/contacts",
        name=view.contact.name or here.say(SOMEBODY),
        version=view.contact.version,
        identities=reached(here, view.identities if revealed is None else revealed),
        revealed=revealed is not None,
        language_now=view.contact.language,
        language_name=LANGUAGES.get(view.contact.language, view.contact.language),
        messages_in=[Option(value=word, label=name) for word, name in LANGUAGES.items()],
        may={act.value: act in view.acts for act in ContactAct},
        outcome=outcome,
        wrong=outcome.wrong,
        done=here.say(_DONE[done]) if done in _DONE else "",
        **_lists(here, view),
    )


def _lists(here: Visit, view: ContactPageView) -> dict[str, Any]:
    threads = [thread_values(here, each) for each in view.threads]
    return {
        "cases": [case_values(here, each) for each in view.cases],
        "threads": threads,
        "ways": [Option(value=each["id"], label=each["label"]) for each in threads],
        "wishes": [Option(value=word, label=here.say(name)) for word, name in _WISHES.items()],
        "ledger": [consent_values(here, each) for each in view.consents],
        "absorbed": [absorbed_values(here, each) for each in view.absorbed],
        "alike": [row_values(here, each) for each in view.alike],
    }


def _thread_id(typed: Mapping[str, str]) -> UUID:
    wrong = {} if typed["wanted"] in _WISHES else {"wanted": "unknown"}
    thread_id = id_in(typed["way"])
    if thread_id is None or wrong:
        raise Invalid("invalid", fields=wrong if thread_id else {"way": "unknown", **wrong})
    return thread_id


CONTACT_ROUTES = [contacts_page, contact_page, reveal_contact, choose_language, note_consent]
