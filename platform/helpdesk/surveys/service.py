"""One tap after closing: the rating is stored at the first tap, words may follow."""

from msgspec.structs import replace

from helpdesk.cases.model import CaseState
from helpdesk.cases.work import Work
from helpdesk.events import CaseRated
from kit.errors import Conflict, Invalid

SOLVED = ("yes", "partly", "no")
COMMENT_CHARACTERS = 2000


async def rate(work: Work, score: int, solved: str = "", comment: str = "") -> None:
    """Store or change the citizen's rating of a case in hand; raises `Invalid` or `Conflict`."""
    if not 1 <= score <= 5:
        raise Invalid("invalid", fields={"score": "out_of_range"})
    if solved and solved not in SOLVED:
        raise Invalid("invalid", fields={"solved": "unknown"})
    if work.case.state not in (CaseState.ANSWERED, CaseState.CLOSED):
        raise Conflict("not_answered_yet")
    await work.scope.execute(
        "INSERT INTO rating (tenant_id, case_id, solved, score, comment, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, case_id) DO UPDATE SET score = excluded.score, at = excluded.at,"
        " solved = CASE WHEN excluded.solved <> '' THEN excluded.solved ELSE rating.solved END,"
        " comment = CASE WHEN excluded.comment <> '' THEN excluded.comment ELSE rating.comment END",
        work.scope.tenant_id,
        work.case.id,
        solved,
        score,
        comment.replace("\x00", "").strip()[:COMMENT_CHARACTERS],
        work.now,
    )
    fact = CaseRated(case_id=work.case.id, at=work.now, score=score)
    work.apply((replace(work.case, rating=score), [fact]))
