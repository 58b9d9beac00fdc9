"""What a filing says, and what an answer or a refusal of the register does to the ledger's line."""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState
from helpdesk.channels.conduct import DAY, CloseRules, PollPlan, RetryPlan
from helpdesk.channels.errors import (
    ERRORS,
    AnotherSystem,
    ChannelError,
    MessageRejected,
    NotSupported,
    OutcomeUnknown,
)
from helpdesk.channels.register import Filed, Filing, RemoteStatus
from helpdesk.channels.trials import marked
from helpdesk.registers.model import (
    FOLLOWED,
    SOON,
    AnswerStep,
    FilingRule,
    Mode,
    RegisterAnswer,
    RegisterLink,
    Step,
)

_USUAL, _RETRIES, _ENDINGS = PollPlan(), RetryPlan(), CloseRules()
_BLOCKING = frozenset(code for code, error in ERRORS.items() if error.blocks)
_TAKEN_ON = frozenset({CaseState.IN_PROGRESS, CaseState.WAITING_CONTACT})
_ENDED = frozenset({"finished", "rejected", "archived"})


def filing_of(case: Case, content: str, timezone: str) -> Filing:
    """What the register is to hold: reference, title and the citizen's words; secret unless somebody decides
    otherwise.

    The day of the incident is the day on which it was told, in the office's `timezone` (an IANA name).
    """
    return Filing(
        local_ref=case.number,
        title=case.title,
        content=content,
        incident_on=case.opened_at.astimezone(ZoneInfo(timezone)).date(),
        kind=case.kind.value,
        anonymous=case.anonymous,
        secret=True,
    )


def files_itself(rule: FilingRule, case: Case, *, consented: bool) -> bool:
    """Does the office file this case by itself? Only what somebody has verified and the citizen agreed to."""
    fits = case.kind in rule.kinds and (not rule.topics or case.topic_id in rule.topics)
    return rule.active and consented and fits and case.state in _TAKEN_ON


def begun(link: RegisterLink) -> Step:
    """The step that is written down before the next call outside: files go first, then the filing with them."""
    if link.step is not Step.DRAFT:
        return link.step
    return Step.UPLOADING if must_upload(link) else Step.SUBMITTING


def must_upload(link: RegisterLink) -> bool:
    """Are there files that the register does not have yet?"""
    return len(link.documents) < len(link.filing.files)


def uploaded(link: RegisterLink, documents: Sequence[str], now: datetime) -> RegisterLink:
    """All files lie there; the filing itself is the next call, with a claim of its own."""
    return replace(link, step=Step.DRAFT, documents=tuple(documents), attempts=0, error_code="", due_at=now)


def filed(link: RegisterLink, answer: Filed, now: datetime) -> RegisterLink:
    """The register has it; a transfer that was wished for is asked for at once, unless it is filed by hand."""
    transfers = bool(link.filing.transfer_to) and link.mode is not Mode.MANUAL
    return replace(
        link,
        step=Step.SUBMITTED if transfers else Step.TRACKING,
        remote_id=answer.remote_id,
        tracking_id=marked(answer.tracking_id, trial=link.mode is Mode.SANDBOX),
        status="unverified",
        status_since=now,
        attempts=0,
        error_code="",
        due_at=now if transfers else now + SOON,
    )


def transferred(link: RegisterLink, now: datetime) -> RegisterLink:
    """The transfer was asked for; the status shows when somebody there acts."""
    return replace(link, step=Step.TRANSFER_REQUESTED, attempts=0, error_code="", due_at=now + SOON)


def not_transferred(
    link: RegisterLink, error: ChannelError, now: datetime, plan: RetryPlan = _RETRIES
) -> RegisterLink:
    """The filing stands, only the asking is repeated; a refusal of the transfer itself ends it."""
    if error.blocks:
        return replace(link, error_code=error.code, due_at=now + plan.wait(1))
    attempts = link.attempts + 1
    if isinstance(error, MessageRejected | NotSupported) or plan.gives_up(attempts):
        return replace(link, step=Step.TRACKING, attempts=0, error_code="transfer_refused", due_at=now + SOON)
    due_at = now + _retry_after(error, attempts, plan)
    return replace(link, attempts=attempts, error_code=error.code, due_at=due_at)


def refused(
    link: RegisterLink, error: ChannelError, now: datetime, plan: RetryPlan = _RETRIES
) -> RegisterLink:
    """The filing did not succeed. One whose outcome is unknown is never tried again blindly.

    Refused keys are not its fault: it waits for them, and no try is used up.
    """
    if error.blocks:
        return replace(link, step=Step.DRAFT, error_code=error.code, due_at=now + plan.wait(1))
    attempts = link.attempts + 1
    if error.retryable and not plan.gives_up(attempts):
        due_at = now + _retry_after(error, attempts, plan)
        return replace(link, step=Step.DRAFT, attempts=attempts, error_code=error.code, due_at=due_at)
    step = Step.NEEDS_PERSON if error.code == "outcome_unknown" else Step.FAILED
    return replace(link, step=step, error_code=error.code, due_at=None)


def needs_telling(link: RegisterLink, plan: RetryPlan = _RETRIES) -> bool:
    """Has the filing, just refused or abandoned, come to where its desk must hear of it? Once, for retries.

    Refused keys are told of once for the whole account (breaker).
    """
    if link.error_code in _BLOCKING:
        return False
    if link.step is Step.DRAFT:
        return link.attempts == plan.tell_after
    if link.step is Step.SUBMITTED:
        return link.attempts == plan.tries_within(DAY)
    if link.step is Step.TRACKING:
        return link.error_code == "transfer_refused"
    return link.step in (Step.NEEDS_PERSON, Step.FAILED)


def waits_for_person(step: Step, mode: Mode) -> bool:
    """Must an officer file it by hand, or look for it there?"""
    return step is Step.NEEDS_PERSON or (step is Step.DRAFT and mode is Mode.MANUAL)


def lacks_number(step: Step, tracking_id: str) -> bool:
    """Does it stand there under a number that could not be read? A person looks it up."""
    return not tracking_id and (step is Step.SUBMITTED or step in FOLLOWED)


def next_look(link: RegisterLink, now: datetime) -> datetime:
    """When a followed case is looked at again."""
    return now + _pause(link.status, _USUAL, office_open=True)


def not_there(link: RegisterLink) -> RegisterLink:
    """A person looked in the register and did not find it: it may be filed again."""
    return replace(link, step=Step.FAILED, error_code="", due_at=None)


def gave_way(link: RegisterLink, code: str) -> RegisterLink:
    """It was not sent, and is not to be: `code` says what came first."""
    return replace(link, step=Step.FAILED, error_code=code, due_at=None)


def _retry_after(error: ChannelError, attempts: int, plan: RetryPlan) -> timedelta:
    return max(timedelta(seconds=error.retry_after or 0), plan.wait(attempts))


def answer_refused(
    answer: RegisterAnswer, error: ChannelError, now: datetime, plan: RetryPlan = _RETRIES
) -> RegisterAnswer:
    """It did not succeed; one whose outcome is unknown is never written again blindly. Refused keys are waited for."""
    if error.blocks:
        due_at = now + plan.wait(1)
        return replace(answer, step=AnswerStep.WAITING, error_code=error.code, due_at=due_at)
    attempts = answer.attempts + 1
    if error.retryable and not plan.gives_up(attempts):
        due_at = now + _retry_after(error, attempts, plan)
        return replace(
            answer, step=AnswerStep.WAITING, attempts=attempts, error_code=error.code, due_at=due_at
        )
    unknown = error.code == "outcome_unknown"
    step = AnswerStep.NEEDS_PERSON if unknown else AnswerStep.FAILED
    return replace(answer, step=step, error_code=error.code, due_at=None)


def answer_settled(answer: RegisterAnswer, step: AnswerStep) -> RegisterAnswer:
    """It stands there, or a person knows that it does not."""
    return replace(answer, step=step, error_code="", due_at=None)


def answer_needs_telling(answer: RegisterAnswer, plan: RetryPlan = _RETRIES) -> bool:
    """Must the desk hear of it? Once, for retries."""
    if answer.error_code in _BLOCKING:
        return False
    if answer.step is AnswerStep.WAITING:
        return answer.attempts == plan.tell_after
    return answer.step in (AnswerStep.NEEDS_PERSON, AnswerStep.FAILED)


def abandoned(link: RegisterLink, now: datetime) -> RegisterLink:
    """Whoever was filing it died in the middle: it may or may not exist there."""
    return refused(link, OutcomeUnknown(), now)


def followed(
    link: RegisterLink,
    status: RemoteStatus,
    now: datetime,
    plan: PollPlan = _USUAL,
    *,
    office_open: bool = True,
    endings: CloseRules = _ENDINGS,
) -> RegisterLink:
    """What the register shows now, and when to look again; an unknown status closes nothing.

    Any state may follow any other: what ended and is in process again is followed as before, and looked for as long
    as the plan says; a word that nobody knows may say just that, so it ends no looking.
    """
    code = status.code if status.code != "unknown" else (link.status or "unknown")
    since = link.status_since if link.status_since and code == link.status else now
    long_ago = now - since >= timedelta(days=plan.finished_days)
    ended = status.code != "unknown" and code in _ENDED and long_ago
    return replace(
        link,
        status=code,
        status_since=since,
        raw_code=status.raw_code,
        raw_name=status.raw_name,
        institution=status.institution,
        proposes_close=endings.on(code) == "propose",
        polled_at=now,
        attempts=0,
        error_code="",
        step=Step.FINISHED if ended else _step_of(link, code),
        due_at=None if ended else now + about(_pause(code, plan, office_open), link.id, now, plan.jitter),
    )


def _step_of(link: RegisterLink, code: str) -> Step:
    waits = link.step is Step.TRANSFER_REQUESTED and code == "unverified"
    return Step.TRANSFER_REQUESTED if waits else Step.TRACKING


def _pause(code: str, plan: PollPlan, office_open: bool) -> timedelta:
    """How long a case in this state is left alone."""
    match code:
        case "unverified":
            return timedelta(hours=plan.unverified)
        case "verified" | "in_process" | "answered":
            return timedelta(hours=plan.in_office if office_open else plan.outside)
        case "finished" | "rejected" | "archived":
            return timedelta(hours=plan.finished)
        case _:
            return timedelta(hours=plan.outside)


def not_reached(
    link: RegisterLink, error: ChannelError, now: datetime, plan: RetryPlan = _RETRIES
) -> RegisterLink:
    """Looking did not work; nothing is lost by looking later."""
    attempts = link.attempts + 1
    return replace(
        link,
        polled_at=now,
        attempts=attempts,
        error_code=error.code,
        due_at=now + min(_retry_after(error, attempts, plan), timedelta(hours=1)),
    )


def closes_here(before: RegisterLink, after: RegisterLink, endings: CloseRules = _ENDINGS) -> bool:
    """Does what is newly known of the case there close it here?"""
    return after.status != before.status and endings.on(after.status) == "close"


def about(wait: timedelta, whose: UUID, now: datetime, share: float = 0.1) -> timedelta:
    """The wait, a little shorter or longer: what began together does not ask together for ever."""
    seed = f"{whose}{now.timestamp()}".encode()
    return wait * (1 - share + 2 * share * (zlib.crc32(seed) / 0xFFFFFFFF))


def breaks(fails: int, error: ChannelError, plan: PollPlan) -> bool:
    """Do all looks of the account wait, after so many failures in a row? At once when its keys are refused."""
    return error.blocks or fails >= plan.breaker


def is_the_accounts(error: ChannelError) -> bool:
    """Does a look that failed say anything about the other cases of the account?"""
    return (error.retryable and not isinstance(error, AnotherSystem)) or error.blocks
