"""What is answered instead of an answer: problem+json for programs, a page for people.

The one place that knows HTTP statuses of refusals. Nothing of an unexpected error is told but a reference.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from helpdesk.api.problem import MEDIA_TYPE, FieldProblem, Problem, make_problem
from kit.errors import Refusal, Unauthenticated
from kit.headers import request_id
from tenants.sign_in import cookies
from tenants.sign_in.asker import is_secure
from tenants.sign_in.model import OtherOffice
from tenants.sign_in.pages import came_from
from tenants.sign_in.rules import sign_in_address, switch_address
from wiring.refusal_pages import refusal_page

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]
Answer = Response[Any]

_STATUS = {
    "missing": 404,
    "gone": 410,
    "forbidden": 403,
    "unauthenticated": 401,
    "invalid": 400,
    "conflict": 409,
    "stale": 412,
    "unprocessable": 422,
    "too_many": 429,
    "too_large": 413,
    "unavailable": 503,
    "refused": 409,
}
_OF_FRAMEWORK = {
    400: "invalid",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "media_type_not_supported",
    429: "too_many_tries",
    503: "unavailable",
}
_CODES = {
    "unknown field": "unknown_field",
    "missing required": "required",
    "length <=": "too_long",
    "length >=": "too_short",
    "enum": "unknown",
}
"""Words in the framework's findings, and what we call them."""
_NAMED = re.compile(r"(?:unknown|required) field `([^`]+)`")
_CALLED_OTHERWISE = {"in_state": "state", "data": "body"}
"""Parameters whose outside name cannot be that of an argument."""
_MOST_CHARACTERS = 100
_PROGRAMS = ("/api/", "/hooks/", "/letters/", "/schema/", "/open311/", "/health/", "/metrics")
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
)
"""The database is away, full, stopping, or asks to try again."""
_RETRY_SECONDS = 5
_TOLD = ("current", "state", "permission", "retry_after")
"""Details of a refusal that are told as they are; the wrong fields are told as a list."""


def exception_handlers() -> dict[int | type[Exception], Callable[[AnyRequest, Exception], Answer]]:
    """For the application: every error of every route comes here."""
    return {Exception: answer}


def answer(request: AnyRequest, error: Exception) -> Answer:
    """The answer to a request that led to an error."""
    problem = problem_of(error, reference=request_id(request.scope))
    if problem.status >= 500:
        log.error("request_failed", request=request_id(request.scope), code=problem.code, exc_info=error)
    if request.url.path.startswith(_PROGRAMS):
        return _for_programs(problem, error)
    if isinstance(error, Unauthenticated | OtherOffice):
        return _elsewhere(request, error)
    return refusal_page(request, problem, reference=request_id(request.scope))


def problem_of(error: Exception, *, reference: str = "") -> Problem:
    """The error in the words of the interface."""
    match error:
        case Refusal():
            status = _STATUS.get(error.kind, 409)
            return make_problem(status, error.code, **_details(error.details))
        case HTTPException() if error.status_code < 500:
            code = _OF_FRAMEWORK.get(error.status_code, "refused")
            return make_problem(error.status_code, code, errors=_fields(error.extra))
        case RecursionError():  # msgspec says so of a body that is nested too deeply
            return make_problem(400, "body_malformed")
        case _ if isinstance(error, _AWAY):
            return make_problem(503, "unavailable", retry_after=_RETRY_SECONDS, reference=reference)
        case HTTPException(status_code=503):
            return make_problem(503, "unavailable", retry_after=_RETRY_SECONDS, reference=reference)
    return make_problem(500, "unexpected", reference=reference)


def _details(details: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: details[name] for name in _TOLD if name in details}
    fields = details.get("fields", {})
    errors = tuple(FieldProblem(field=field, code=code) for field, code in sorted(fields.items()))
    return {**told, "errors": errors}


def _fields(extra: Any) -> tuple[FieldProblem, ...]:
    """The framework's findings without its sentences, which may quote what was sent."""
    found = extra if isinstance(extra, list) else []
    return tuple(_field(each) for each in found if isinstance(each, dict))


def _field(found: Mapping[str, Any]) -> FieldProblem:
    message, key = str(found.get("message", "")), str(found.get("key", ""))
    named = _NAMED.search(message)
    field = named[1] if named else _CALLED_OTHERWISE.get(key, key)
    code = next((code for words, code in _CODES.items() if words in message), "malformed")
    return FieldProblem(field=field[:_MOST_CHARACTERS], code=code)


def _for_programs(problem: Problem, error: Exception) -> Answer:
    headers = dict(getattr(error, "headers", None) or {})
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="sahut"'
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    body = msgspec.json.encode(problem)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _elsewhere(request: AnyRequest, error: Exception) -> Answer:
    """To the sign-in, or to the other office that the person works for; a part of a page moves the whole."""
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    path = here if request.method == "GET" and "hx-request" not in request.headers else came_from(request)
    address = sign_in_address(path)
    if cookies.read(request, cookies.SESSION, secure=is_secure(request.app.state.runtime)):
        address += "&ended"
    if isinstance(error, OtherOffice):
        address = switch_address(str(error.details.get("slug", "")), path)
    if "hx-request" in request.headers:
        return Response(b"", status_code=401, media_type=MediaType.HTML, headers={"HX-Redirect": address})
    return Redirect(address, status_code=303)
