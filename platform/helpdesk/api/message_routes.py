"""`/cases/{number}/messages` and `/ways`: read what was said, answer the citizen, write a note."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from helpdesk.api.answers import CaseOut, FileLink, MessageList, WayList, Written
from helpdesk.api.idempotency import Once
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, Tag, runtime_of
from helpdesk.api.schemas import React, WriteMessage
from helpdesk.api.showing import case_out, message, way
from helpdesk.casefile.service import MESSAGES, file_of_case, messages, way_view
from helpdesk.escalation.service import write_to_peer
from helpdesk.replies import service as replies
from helpdesk.replies.model import Then
from helpdesk.replies.touching import touch
from helpdesk.replies.ways import ways_of
from kit.errors import Invalid

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=200)]


@get(
    "/cases/{number:str}/messages",
    operation_id="listMessages",
    tags=["messages"],
    responses=problems(404),
)
async def list_(
    actor: Caller, number: FromPath[str], cursor: FromQuery[str] = "", limit: Limit = MESSAGES
) -> MessageList:
    """What was said in a case, oldest first; notes for keys with `cases:note`. Scope `cases:read`."""
    said, onward = await messages(actor, number, cursor=cursor, most=limit)
    return MessageList(items=tuple(map(message, said)), next_cursor=onward or None)


@get("/cases/{number:str}/ways", operation_id="listWays", tags=["messages"], responses=problems(404))
async def ways(request: AnyRequest, actor: Caller, number: FromPath[str]) -> WayList:
    """By which ways the citizen can be answered now: the case's own, and while that takes no free text the others,
    each with what a message names as `via`. Scope `cases:reply`."""
    case, found = await ways_of(actor, number, runtime_of(request).accounts)
    return WayList(items=tuple(way(way_view(each, anonymous=case.anonymous)) for each in found))


@post(
    "/cases/{number:str}/messages",
    operation_id="writeMessage",
    tags=["messages"],
    responses=problems(404, 409, 412, 413, 415, 422),
)
async def write(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: FromPath[str],
    data: JSONBody[WriteMessage],
) -> Response[Written]:
    """Answer the citizen or write a word to another desk (scope `cases:reply`), or an internal note (`cases:note`).
    409 with `window_closed` when the channel takes no free text now and neither `as_template` nor `via` was asked for;
    with `window_open_again` when `via` was, and the case's own way takes free text; with `not_reached_there` when
    the citizen cannot be answered by that way now."""
    version, runtime = tag.version(data.version), runtime_of(request)
    _must_fit(data)

    async def act(_: str) -> Written:
        if data.kind == "note":
            note_id = await replies.note(actor, number, data.text, version=version)
            return Written(message_id=note_id, case=None)
        if data.kind == "peer":
            word_id = await write_to_peer(
                actor, number, data.text, version=version, asks=data.asks, to_slug=data.to
            )
            runtime.bell.ring("letter")
            return Written(message_id=word_id, case=None)
        case, message_id = await replies.reply(
            actor,
            number,
            data.text,
            runtime.accounts,
            version=version,
            then=data.then,
            as_template=data.as_template,
            reply_to=data.reply_to,
            via=data.via or "",
        )
        runtime.bell.ring("delivery")
        return Written(message_id=message_id, case=case_out(case))

    return await once.answer(act, status=201)


@post(
    "/cases/{number:str}/messages/{message_id:uuid}/reaction",
    operation_id="reactToMessage",
    tags=["messages"],
    status_code=200,
    responses=problems(404, 409, 412, 413, 415, 422),
)
async def react(
    request: AnyRequest,
    actor: Caller,
    once: NamedDependency[Once],
    tag: NamedDependency[Tag],
    number: FromPath[str],
    message_id: FromPath[UUID],
    data: JSONBody[React],
) -> Response[CaseOut]:
    """React to one message of the citizen, on WhatsApp and while its window is open; scope `cases:reply`. A reaction
    is no answer: it keeps no promise and leaves the case as it is."""
    version, runtime = tag.version(data.version), runtime_of(request)

    async def act(_: str) -> CaseOut:
        case = await touch(actor, number, message_id, data.emoji, runtime.accounts, version=version)
        runtime.bell.ring("delivery")
        return case_out(case)

    return await once.answer(act, status=200)


@get(
    "/cases/{number:str}/files/{file_id:uuid}",
    operation_id="linkFile",
    tags=["messages"],
    responses=problems(404),
)
async def link_file(
    request: AnyRequest, actor: Caller, number: FromPath[str], file_id: FromPath[UUID]
) -> FileLink:
    """A link to a file that is `stored`; scope `cases:read`, and `cases:note` for those of notes. It needs no key, so
    fetch it at once and pass it on to nobody; another one is there for the asking. 404 also while the file waits for
    the virus scanner (`scanning`), and for ever when something was found (`infected`)."""
    file = await file_of_case(actor, number, file_id)
    url, expires_at = runtime_of(request).file_links.to_file(file.tenant_id, file.id, file.now)
    return FileLink(
        id=file.id,
        name=file.name,
        mime_type=file.mime_type,
        size=file.size,
        url=url,
        expires_at=expires_at,
    )


def _must_fit(data: WriteMessage) -> None:
    for_replies = {
        "then": data.then is not Then.NOTHING,
        "as_template": data.as_template,
        "reply_to": data.reply_to is not None,
        "via": data.via is not None,
    }
    if data.kind == "note" and any(for_replies.values()):
        named = {field: "for_replies_only" for field, is_there in for_replies.items() if is_there}
        raise Invalid("invalid", fields=named)
    if data.via is not None and data.as_template:
        raise Invalid("invalid", fields={"as_template": "not_by_this_way"})


ROUTES = (list_, ways, write, react, link_file)
