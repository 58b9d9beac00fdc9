"""What an integrator gets instead of an answer: `application/problem+json` (RFC 9457) with a stable code."""

from http import HTTPStatus

import msgspec
from litestar.openapi.datastructures import ResponseSpec

MEDIA_TYPE = "application/problem+json"


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One field that is wrong."""

    field: str
    code: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing was changed when one is answered, unless its code is `outcome_unknown`."""

    type: str
    """`urn:sahut:problem:` and the code."""
    title: str
    status: int
    code: str
    errors: tuple[FieldProblem, ...] = ()
    current: int | None = None
    """The case's version now, when the one that was named is no longer it."""
    state: str = ""
    """The case's state, when it does not allow what was asked."""
    permission: str = ""
    """The scope that the key lacks."""
    retry_after: int | None = None
    """Seconds."""
    reference: str = ""
    """To be quoted when the fault is ours."""


def make_problem(status: int, code: str, **details: object) -> Problem:
    """A problem with the title that belongs to its status."""
    title = HTTPStatus(status).phrase
    given = {name: value for name, value in details.items() if value is not None}
    return Problem(type=f"urn:sahut:problem:{code}", title=title, status=status, code=code, **given)  # type: ignore[arg-type]


_WHEN = {
    400: "A field, a parameter or the body is wrong; `errors` names the fields.",
    401: "There is no key, or it is unknown, revoked or expired.",
    403: "The key lacks a scope.",
    404: "There is no such thing, or none that this key may see.",
    409: "The thing is not in a state that allows this; or the same request is still running.",
    412: "Somebody else has changed the case since that version.",
    413: "The body is too large.",
    415: "The body is not `application/json`, or it is compressed.",
    422: "The Idempotency-Key was used with another body.",
    429: "Too many requests; Retry-After tells when to go on.",
    503: "Something we need is away; Retry-After tells when to try again.",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """What a route may answer besides its own answer, for the description; 400, 401, 403, 429 and 503 always."""
    return {
        status: ResponseSpec(
            data_container=Problem, media_type=MEDIA_TYPE, description=_WHEN[status], generate_examples=False
        )
        for status in sorted({400, 401, 403, 429, 503, *statuses})
    }
