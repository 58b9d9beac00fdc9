"""A page on which a person plays LAPOR's administrator, in two languages: plain forms, no script."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from integrations.lapor.simulator.answers import TheLedger
from integrations.lapor.simulator.ledger import Ledger
from integrations.lapor.simulator.model import Act, Complaint
from integrations.lapor.simulator.rules import WIB, act, allowed
from integrations.lapor.simulator.words import STATES, WORDS

_FOLDER = Path(__file__).parent / "templates"
_PAGES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
_PAGES.filters["wib"] = lambda moment: f"{moment.astimezone(WIB):%d-%m-%Y %H:%M:%S}"

_WITH_FORM_OF_THEIR_OWN = (Act.DISPOSE, Act.ANSWER)


class ActForm(msgspec.Struct, frozen=True, kw_only=True):
    """One press of a button."""

    act: Act
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    institution_id: int = 0


@get("/admin", media_type="text/html")
async def show_complaints(ledger: TheLedger, lang: FromQuery[str] = "id") -> str:
    """All complaints, the newest first."""
    return _page("list.html", lang, complaints=list(ledger.complaints.values())[::-1])


@get("/admin/style.css", media_type="text/css")
async def style() -> str:
    """The pages' own style sheet."""
    return (_FOLDER / "style.css").read_text("utf-8")


@get("/admin/{complaint_id:str}", media_type="text/html")
async def show_complaint(ledger: TheLedger, complaint_id: FromPath[str], lang: FromQuery[str] = "id") -> str:
    """One complaint: what was filed, what happened, what can be done now."""
    return _complaint_page(ledger, ledger.complaint(complaint_id), lang)


@post("/admin/{complaint_id:str}", status_code=303)
async def do(
    ledger: TheLedger,
    complaint_id: FromPath[str],
    data: URLEncodedBody[ActForm],
    lang: FromQuery[str] = "id",
) -> Response[Any]:
    """Carry one act out; one that is not offered now shows the page again with a sentence."""
    complaint = ledger.complaint(complaint_id)
    problem = _problem(data, complaint)
    if problem:
        page = _complaint_page(ledger, complaint, lang, problem)
        return Response(page, status_code=409, media_type="text/html")
    to = ledger.institution(data.institution_id) if data.act is Act.DISPOSE else complaint.disposition
    ledger.put(act(complaint, data.act, ledger.now(), data.text.strip(), to))
    return Redirect(f"/lapor/admin/{complaint.id}{_asked(lang)}", status_code=303)


def _problem(form: ActForm, complaint: Complaint) -> str:
    if form.act not in allowed(complaint):
        return "not_now"
    if form.act is Act.ANSWER and not form.text.strip():
        return "empty_answer"
    return ""


def _complaint_page(ledger: Ledger, complaint: Complaint, lang: str, problem: str = "") -> str:
    acts = allowed(complaint)
    return _page(
        "complaint.html",
        lang,
        complaint=complaint,
        problem=problem,
        items=sorted([*complaint.logs, *complaint.followups], key=_moment),
        institutions=ledger.institutions(),
        can_dispose=Act.DISPOSE in acts,
        can_answer=Act.ANSWER in acts,
        others=[each for each in acts if each not in _WITH_FORM_OF_THEIR_OWN],
    )


def _page(name: str, lang: str, **values: Any) -> str:
    language = lang if lang in WORDS else "id"
    other = "en" if language == "id" else "id"
    glosses = STATES if language == "en" else {}
    page: str = _PAGES.get_template(name).render(
        lang=language, other=other, w=WORDS[language], asked=_asked(language), glosses=glosses, **values
    )
    return page


def _asked(lang: str) -> str:
    return f"?lang={lang}" if lang in WORDS and lang != "id" else ""


def _moment(item: Mapping[str, Any]) -> str:
    day, clock = str(item["created_at"]).split(" ")
    return "-".join(reversed(day.split("-"))) + clock
