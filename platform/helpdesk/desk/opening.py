"""Open a case for somebody who called, came to the counter, or wrote in social media."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import CHANNELS
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.call_words import inform_label
from helpdesk.desk.dialogs import facility_options, kind_options, triage_options
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, shell_at, visit
from helpdesk.desk.refusals import field_errors, sentence
from helpdesk.desk.service import choices
from helpdesk.desk.triage import read_triage
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.intake.informing import offered
from helpdesk.rounds.checking import add_case, source_of
from kit.errors import Conflict, Invalid
from kit.ids import known_id, uuid7
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from tenants.sign_in.pages import fields
from ui.i18n import LANGUAGES, SOURCE
from ui.model import Option, wrong_of

SOURCES = (ChannelKind.PHONE, ChannelKind.COUNTER, ChannelKind.SOCIAL_MEDIA)
TYPED = (
    *("key", "source", "kind", "text", "title", "name", "phone", "facility", "anonymous", "confidential"),
    *("grade", "priority", "topic", "language", "inform"),
)
"""What is typed about a new case."""
_FIELDS = (*TYPED, "line")


@get("/new")
async def new_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form; out of a line of a monitoring round with the way that the line looks at."""
    here = await visit(request, slug)
    require(here.actor, Permission.OPEN_CASES)
    typed, line_id = {"key": str(uuid7())}, request.query_params.get("line", "")
    if line_id:
        line = await source_of(here.actor, known_id(line_id, "line_missing"))
        typed |= {"line": str(line.id), "source": line.channel.value if line.channel in SOURCES else ""}
    return await _form(here, typed)


@post("/new", status_code=200)
async def open_case(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Open it and go there. The key comes with the form, so that a second press opens nothing twice."""
    here = await visit(request, slug)
    typed = dict(zip(_FIELDS, await fields(request, *_FIELDS), strict=True))
    line = await source_of(here.actor, known_id(typed["line"], "line_missing")) if typed["line"] else None
    try:
        filing, source = filing_of(typed), _source(typed)
        case = await open_by_hand(here.actor, filing, source, here.book, key=typed["key"][:64])
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, refusal)
    here.ring()
    if line is None:
        return onward(here.address(f"cases/{case.number}", done="informed" if filing.inform else "new"))
    await add_case(here.actor, line.round_id, line.id, case.id)
    told = urlencode({"done": "case", "case": case.number})
    return onward(f"{here.path}/rounds/{line.round_id}/lines/{line.id}?{told}")


def filing_of(typed: dict[str, str]) -> Filing:
    """What was typed, as a case is opened with it; raises one `Invalid` that names what cannot be read."""
    kind, language = typed["kind"], typed.get("language") or SOURCE
    wrong = {} if kind in set(CaseKind) else {"kind": "unknown"}
    if language not in LANGUAGES:
        wrong["language"] = "unknown"
    if not typed["text"].strip():
        wrong["text"] = "required"
    ids: dict[str, UUID | None] = {}
    for field in ("facility", "topic"):
        try:
            ids[field] = UUID(typed[field]) if typed[field] else None
        except ValueError:
            wrong[field] = "unknown"
    if wrong or typed["source"] not in set(SOURCES):
        raise Invalid("invalid", fields=wrong or {"source": "unknown"})
    grade, priority = read_triage(CaseKind(kind), typed["grade"], typed["priority"])
    return Filing(
        kind=CaseKind(kind),
        text=typed["text"],
        title=typed["title"],
        name=typed["name"],
        phone=typed["phone"],
        facility_id=ids["facility"],
        anonymous=typed["anonymous"] == "1",
        confidential=typed["confidential"] == "1",
        language=language,
        grade=grade,
        priority=priority,
        topic_id=ids["topic"],
        inform=typed["inform"] == "1",
    )


def _source(typed: dict[str, str]) -> ChannelKind:
    return ChannelKind(typed["source"])


async def _form(here: Visit, typed: dict[str, str], refusal: Invalid | Conflict | None = None) -> Answer:
    errors = field_errors(refusal, here.say) if refusal else []
    tree, topics = await choices(here.actor)
    values: dict[str, Any] = {
        "kinds": kind_options(here),
        **triage_options(here, topics),
        "sources": [Option(value=kind.value, label=here.say(CHANNELS[kind])) for kind in SOURCES],
        "facilities": facility_options(tree),
        "messages_in": [Option(value=word, label=name) for word, name in LANGUAGES.items()],
    }
    return page(
        here,
        "desk/new.html",
        await shell_at(here),
        status=422 if refusal else 200,
        typed=typed,
        key=typed["key"],
        errors=errors,
        wrong=wrong_of(errors),
        refusal=sentence(refusal, here.say) if isinstance(refusal, Conflict) else "",
        to=f"{here.path}/new",
        back_href=here.address("cases"),
        line=typed.get("line", ""),
        inform=inform_label(await offered(here.actor, here.book), here.say),
        **values,
    )
