"""`/cases`: find, open, read and correct cases."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from helpdesk.api.answers import CaseDetail, CaseList, CaseOut
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import Correct, OpenCase
from helpdesk.api.showing import case_out, detail, listed
from helpdesk.casefile.service import case_page
from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import ROWS, CaseQuery, list_cases
from helpdesk.cases.model import CaseKind, CaseState, Grade, PartRole
from helpdesk.channels.model import ChannelKind
from helpdesk.intake.hand import Filing, open_by_hand
from kit.typed import one_line

State = Annotated[CaseState | None, QueryParameter(name="state")]
Search = Annotated[str, QueryParameter(name="q", max_length=200)]
Unit = Annotated[UUID | None, QueryParameter(name="unit_id")]
Topic = Annotated[UUID | None, QueryParameter(name="topic_id")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200)]


@get("/cases", operation_id="listCases", tags=["cases"], responses=problems())
async def list_(
    actor: Caller,
    folder: FromQuery[Folder] = Folder.OPEN,
    q: Search = "",
    kind: FromQuery[CaseKind | None] = None,
    channel: FromQuery[ChannelKind | None] = None,
    in_state: State = None,
    unit_id: Unit = None,
    unit_role: FromQuery[PartRole] = PartRole.LEAD,
    topic_id: Topic = None,
    grade: FromQuery[Grade | None] = None,
    cursor: FromQuery[str] = "",
    limit: Limit = ROWS,
) -> CaseList:
    """A page of cases, least time left first; finished and found ones newest first. A search looks in all
    folders: a case number, a telephone number or address, or words. Scope `cases:read`."""
    query = CaseQuery(
        folder=folder,
        search=q,
        kind=kind,
        channel=channel,
        state=in_state,
        unit_id=unit_id,
        unit_role=unit_role,
        topic_id=topic_id,
        grade=grade,
        cursor=cursor,
        most=limit,
    )
    page = await list_cases(actor, query)
    return CaseList(items=tuple(map(listed, page.rows)), next_cursor=page.next_cursor or None)


@post("/cases", operation_id="openCase", tags=["cases"], responses=problems(409, 413, 415, 422))
async def open_(
    request: AnyRequest, actor: Caller, once: NamedDependency[Once], data: JSONBody[OpenCase]
) -> Response[CaseOut]:
    """Open a case. With an Idempotency-Key a repeated request opens nothing twice. Scope `cases:open`."""
    runtime = runtime_of(request)

    async def act(word: str) -> CaseOut:
        filing = Filing(
            kind=data.kind,
            text=data.text,
            title=one_line(data.title),
            name=one_line(data.name),
            phone=data.phone,
            facility_id=data.facility_id,
            anonymous=data.anonymous,
            confidential=data.confidential,
            language=data.language,
            grade=data.grade,
            priority=data.priority,
            topic_id=data.topic_id,
        )
        case = await open_by_hand(actor, filing, ChannelKind(data.source), runtime.accounts, key=word)
        runtime.bell.ring("outbox")
        return case_out(case)

    return await once.answer(act, status=201, repeatable=True)


@get("/cases/{number:str}", operation_id="readCase", tags=["cases"], responses=problems(404))
async def read(request: AnyRequest, actor: Caller, number: FromPath[str]) -> Response[CaseDetail]:
    """A case with everything but its messages; the ETag is its version. Scope `cases:read`."""
    found = detail(await case_page(actor, number, runtime_of(request).accounts))
    return Response(found, headers={"ETag": f'"{found.version}"'})


@patch(
    "/cases/{number:str}",
    operation_id="correctCase",
    tags=["cases"],
    responses=problems(404, 409, 412, 413, 415),
)
async def correct(
    actor: Caller, tag: NamedDependency[Tag], number: FromPath[str], data: JSONBody[Correct]
) -> CaseOut:
    """Put kind, title, facility, grade, priority or topic right; the version is needed, here or as If-Match.
    Scope `cases:work`."""
    version = tag.version(data.version, needed=True)
    case = await cases.correct(
        actor,
        number,
        version=version,
        kind=data.kind,
        title=data.title,
        facility_id=data.facility_id,
        triage=data.triage,
    )
    return case_out(case)


ROUTES = (list_, open_, read, correct)
