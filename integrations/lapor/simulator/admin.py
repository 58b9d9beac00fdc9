"""A page on which a person plays LAPOR's administrator: plain forms, no script."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from integrations.lapor.simulator.answers import TheLedger
from integrations.lapor.simulator.ledger import Ledger
from integrations.lapor.simulator.model import Act, Complaint
from integrations.lapor.simulator.rules import WIB, act, allowed

_FOLDER = Path(__file__).parent / "templates"
_PAGES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
_PAGES.filters["wib"] = lambda moment: f"{moment.astimezone(WIB):%d-%m-%Y %H:%M:%S}"

LABELS: Mapping[Act, str] = {
    Act.VERIFY: "Verifikasi",
    Act.DISPOSE: "Disposisikan",
    Act.HOLD: "Tunda",
    Act.NOT_AUTHORITY: "Bukan wewenang",
    Act.ARCHIVE: "Arsipkan",
    Act.ANSWER: "Kirim jawaban",
    Act.FINISH: "Selesaikan",
    Act.REOPEN: "Buka lagi",
}
_WITH_FORM_OF_THEIR_OWN = (Act.DISPOSE, Act.ANSWER)


class ActForm(msgspec.Struct, frozen=True, kw_only=True):
    """One press of a button."""

    act: Act
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    institution_id: int = 0


@get("/admin", media_type="text/html")
async def show_complaints(ledger: TheLedger) -> str:
    """All complaints, the newest first."""
    page: str = _PAGES.get_template("list.html").render(complaints=list(ledger.complaints.values())[::-1])
    return page


@get("/admin/style.css", media_type="text/css")
async def style() -> str:
    """The pages' own style sheet."""
    return (_FOLDER / "style.css").read_text("utf-8")


@get("/admin/{complaint_id:str}", media_type="text/html")
async def show_complaint(ledger: TheLedger, complaint_id: FromPath[str]) -> str:
    """One complaint: what was filed, what happened, what can be done now."""
    return _complaint_page(ledger, ledger.complaint(complaint_id))


@post("/admin/{complaint_id:str}", status_code=303)
async def do(
    ledger: TheLedger,
    complaint_id: FromPath[str],
    data: URLEncodedBody[ActForm],
) -> Response[Any]:
    """Carry one act out; one that is not offered now shows the page again with a sentence."""
    complaint = ledger.complaint(complaint_id)
    problem = _problem(data, complaint)
    if problem:
        page = _complaint_page(ledger, complaint, problem)
        return Response(page, status_code=409, media_type="text/html")
    to = ledger.institution(data.institution_id) if data.act is Act.DISPOSE else complaint.disposition
    ledger.put(act(complaint, data.act, ledger.now(), data.text.strip(), to))
    return Redirect(f"/lapor/admin/{complaint.id}", status_code=303)


def _problem(form: ActForm, complaint: Complaint) -> str:
    if form.act not in allowed(complaint):
        return f"{LABELS[form.act]} tidak dapat dilakukan pada laporan berstatus {complaint.state.name}."
    if form.act is Act.ANSWER and not form.text.strip():
        return "Isi jawaban sebelum mengirim."
    return ""


def _complaint_page(ledger: Ledger, complaint: Complaint, problem: str = "") -> str:
    acts = allowed(complaint)
    items = sorted([*complaint.logs, *complaint.followups], key=_moment)
    page: str = _PAGES.get_template("complaint.html").render(
        complaint=complaint,
        problem=problem,
        items=items,
        institutions=ledger.institutions(),
        can_dispose=Act.DISPOSE in acts,
        can_answer=Act.ANSWER in acts,
        others=[(a, LABELS[a]) for a in acts if a not in _WITH_FORM_OF_THEIR_OWN],
    )
    return page


def _moment(item: Mapping[str, Any]) -> str:
    day, clock = str(item["created_at"]).split(" ")
    return "-".join(reversed(day.split("-"))) + clock
