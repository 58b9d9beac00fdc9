"""What the composer's form does: send, hold, keep a draft, put in a canned reply, choose a template."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

import msgspec
from litestar import Response
from litestar.datastructures import UploadFile

from helpdesk.attachments.model import MOST_BYTES, MOST_FILES
from helpdesk.canned.rules import filled
from helpdesk.canned.service import canned_replies
from helpdesk.conversations.rules import cleaned
from helpdesk.desk.case_page import case_answer, seen_at, seen_case
from helpdesk.desk.composing import WRITING
from helpdesk.desk.outcome import Outcome, refused
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, version_of
from helpdesk.desk.refusals import sentence
from helpdesk.desk.templating import MOST_PLACES, canned_values, choice_of
from helpdesk.drafts import sending
from helpdesk.drafts.model import Plan, Tab, Typed
from helpdesk.drafts.rules import joined
from helpdesk.drafts.service import discard, remove_file, save_draft
from helpdesk.escalation.service import write_to_peer
from helpdesk.replies.elsewhere import ELSEWHERE
from helpdesk.replies.model import Then
from helpdesk.replies.service import MOST_CHARACTERS
from kit.errors import Conflict, Forbidden, Invalid, Missing, Refusal, Stale
from kit.ids import id_in, known_id

MOST_REQUEST_BYTES = MOST_FILES * MOST_BYTES + 1024 * 1024
"""Of a form with files, with room for its other fields."""

FIELDS = (
    *(
        "text",
        "then",
        "as_template",
        "template",
        "template_shown",
        "places",
        "canned",
        "via",
        "awaits",
        "peer",
    ),
    *("go", "hold", "known", "version", "seen", "reply_to"),
    *(f"value-{place}" for place in range(1, MOST_PLACES + 1)),
)


async def written(request: AnyRequest, here: Visit, number: str, tab: Tab) -> Answer:
    """Do what the pressed button says; or show the composer again, with why not and all that was typed."""
    words, uploads = await _form(request)
    typed = typed_of(words, uploads)
    go = words["go"]
    if not go and words["template"] != words["template_shown"]:
        go = "template"  # another template was chosen, and its places were not shown yet
    try:
        done, tab_after = await _do(here, number, tab, typed, words, go)
    except (Invalid, Conflict, Stale) as refusal:
        await _keep(here, number, tab, typed, refusal)
        return await case_answer(here, number, _refused(here, tab, words, refusal))
    here.ring()
    more = {"tab": tab_after} if tab_after else {}
    address = here.address(f"cases/{number}", done=done, **more)
    if "application/json" in request.headers.get("accept", ""):
        return Response({"to": address}, media_type="application/json")
    return onward(address)


def typed_of(words: Mapping[str, str], uploads: Sequence[tuple[str, bytes]] = ()) -> Typed:
    """What stands in the form."""
    then, template, via = words["then"], choice_of(words), words["via"]
    plan = Plan(
        then=Then(then) if then in set(Then) else Then.NOTHING,
        as_template=words["as_template"] == "1" and template is None,
        template=template,
        reply_to=_message_id(words["reply_to"]),
        via=via if via in set(ELSEWHERE) else "",
        awaits=words["awaits"] == "1",
    )
    return Typed(text=words["text"], plan=plan, known=version_of(words["known"]), uploads=tuple(uploads))


def _refused(here: Visit, tab: Tab, words: Mapping[str, str], refusal: Refusal) -> Outcome:
    deed = tab.value
    if isinstance(refusal, Stale) and refusal.code == "case_stale":
        return Outcome(deed=deed, typed=words, stale_since=seen_at(words.get("seen", "")), status=409)
    if isinstance(refusal, Stale):
        newer = refusal.details.get("draft")
        said = "" if newer else sentence(refusal, here.say)
        return Outcome(deed=deed, typed=words, newer=newer, refusal=said, status=409)
    return refused(deed, words, refusal, here.say)


async def form_words(request: AnyRequest) -> dict[str, str]:
    """The text fields of the composer's form; a missing one is empty."""
    form = await request.form()
    found = {name: form.get(name, "") for name in FIELDS}
    return {name: value if isinstance(value, str) else "" for name, value in found.items()}


async def form_files(request: AnyRequest) -> list[tuple[str, bytes]]:
    """Its files: names as they were sent, and at most a byte more than is taken of each."""
    form = await request.form()
    sent = [each for each in form.getall("files", []) if isinstance(each, UploadFile) and each.filename]
    return [(each.filename, await each.read(MOST_BYTES + 1)) for each in sent[: MOST_FILES + 1]]


async def _form(request: AnyRequest) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    return await form_words(request), await form_files(request)


async def _do(
    here: Visit, number: str, tab: Tab, typed: Typed, words: Mapping[str, str], go: str
) -> tuple[str, str]:
    """The word for what was done, and the tab to show then (empty: the usual one)."""
    if go == "discard":
        await discard(here.actor, number, tab)
        return "discarded", tab.value
    if go == "await":
        return await _let_wait(here, number, typed), tab.value
    if go.startswith("via:"):
        other = {"via": go.removeprefix("via:"), "as_template": "", "reply_to": ""}
        typed = typed_of({**words, **other}, typed.uploads)
    if go == "insert":
        typed = await _with_canned(here, number, typed, words["canned"])
    if go == "unquote":
        typed = msgspec.structs.replace(typed, plan=msgspec.structs.replace(typed.plan, reply_to=None))
    if go in ("draft", "insert", "template", "unquote") or go.startswith(("remove:", "via:")):
        saved = await save_draft(here.actor, number, tab, typed, here.runtime.files)
        if saved and go.startswith("remove:"):
            await remove_file(here.actor, number, tab, known_id(go.removeprefix("remove:"), "file_missing"))
        return "draft", tab.value
    return await _send(here, number, tab, typed, words), ""


async def _let_wait(here: Visit, number: str, typed: Typed) -> str:
    """Keep the answer until the citizen writes, in whatever way it was meant to go out."""
    text = cleaned(typed.text, "text", MOST_CHARACTERS)
    plan = Plan(then=typed.plan.then, awaits=True)
    kept = msgspec.structs.replace(typed, text=text, plan=plan)
    await save_draft(here.actor, number, Tab.REPLY, kept, here.runtime.files)
    return "awaiting"


async def _send(here: Visit, number: str, tab: Tab, typed: Typed, words: Mapping[str, str]) -> str:
    version, files = version_of(words["version"]), here.runtime.files
    if tab is Tab.NOTE:
        await sending.send_note(here.actor, number, typed, files)
        return "note"
    if tab is Tab.PEER:
        asks, to = words["go"] == "ask", words["peer"]
        await write_to_peer(here.actor, number, typed.text, version=version, asks=asks, to_slug=to)
        await discard(here.actor, number, tab)
        return "peer"
    if words["hold"] == "1":
        await sending.hold(here.actor, number, typed, here.book, files, version=version)
        return "held"
    await sending.send(here.actor, number, typed, here.book, files, version=version)
    return "reply"


async def _with_canned(here: Visit, number: str, typed: Typed, canned_id: str) -> Typed:
    """The text with a canned reply below it, its places filled as far as they are known."""
    known = {str(each.id): each for each in await canned_replies(here.actor)}
    if canned_id not in known:
        return typed
    view = await seen_case(here, number)
    text = filled(known[canned_id].text, canned_values(here, view)).text
    return msgspec.structs.replace(typed, text=joined(typed.text, text) if typed.text.strip() else text)


async def _keep(here: Visit, number: str, tab: Tab, typed: Typed, refusal: Refusal) -> None:
    """What was refused stays as a draft, unless another window wrote a newer one."""
    if refusal.code in ("draft_newer", "draft_gone"):
        return
    with suppress(Stale, Invalid, Forbidden, Missing):
        await save_draft(here.actor, number, tab, msgspec.structs.replace(typed, uploads=()))


def _message_id(written: str) -> UUID | None:
    """The message that is answered; what names none is asked for as it is, and refused by its field."""
    return (id_in(written) or UUID(int=0)) if written else None


TABS = {tab: Tab(tab) for tab in WRITING}
