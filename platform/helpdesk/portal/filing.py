"""Filing a report: one page a question, each a plain form; the answers wait in a draft on the server."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.portal import passes, reading, rules
from helpdesk.portal.forms import CONTACT_ERRORS, FILE_ERRORS, PLACE_ERRORS, TEXT_ERRORS, TRAP_ERROR
from helpdesk.portal.model import Draft, Filed, Privacy, Step
from helpdesk.portal.pages import Answer, Visit, onward, page, visit
from kit.errors import Missing
from kit.limits import Limit
from tenants.sessions.rules import new_secret
from tenants.sign_in.asker import AnyRequest, network
from tenants.sign_in.pages import fields
from ui.model import FieldError

PATH = "/t/{slug:str}/new/{kind:str}"
_MOST_KEPT = 20_000
"""Characters that a draft keeps of a text that is too long, so that its writer can shorten it."""


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """A report in the hands of its writer, and what its questions need to know."""

    visit: Visit
    kind: CaseKind
    draft: Draft | None
    now: datetime
    facilities: Sequence[tuple[UUID, str]]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages of this report."""
        return rules.steps_of(self.kind, has_facilities=bool(self.facilities))

    def address(self, step: Step) -> str:
        """Where a question stands, below the office's path."""
        return f"new/{self.kind.value}/{step.value}"

    def on_to(self, step: Step) -> Answer:
        """Send the browser to a question."""
        return onward(self.visit, self.address(step))

    async def keep(self, draft: Draft) -> None:
        """Write the draft down for this browser."""
        secret = passes.new_draft_secret(self.visit)
        await self.visit.drafts.keep(self.visit.office.id, secret, draft)


async def writing(request: AnyRequest, slug: str, kind: str) -> Writing:
    """What this browser has written so far; raises `Missing` for an unknown office or kind."""
    if kind not in set(CaseKind):
        raise Missing("page_missing")
    here = await visit(request, slug)
    secret = passes.draft_secret(here)
    draft = await here.drafts.find(here.office.id, secret, CaseKind(kind)) if secret else None
    now, facilities = await reading.now_and_facilities(here.office.id)
    return Writing(visit=here, kind=CaseKind(kind), draft=draft, now=now, facilities=facilities)


@get(PATH)
async def begin(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """To the first question."""
    return (await writing(request, slug, kind)).on_to(Step.TEXT)


@get([f"{PATH}/{step.value}" for step in Step])
async def question(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """One question, with the answer that was given before; nobody gets past an open one."""
    held = await writing(request, slug, kind)
    step = Step(request.url.path.rstrip("/").rsplit("/", 1)[-1])
    elsewhere = turned_away(held, step)
    if elsewhere is not None or "too_much" not in request.query_params:
        return elsewhere or await show(held, step)
    return await show(held, step, held.visit.errors({"files": "too_much"}, FILE_ERRORS))


def turned_away(held: Writing, step: Step) -> Answer | None:
    """Where the browser belongs instead: at an earlier question, or at the page of what it sent already."""
    if held.draft is None and step is not Step.TEXT and passes.filed(held.visit):
        return onward(held.visit, "done")
    if held.draft is not None and held.draft.filed is not None:
        passes.remember_filed(held.visit, Filed(case_id=held.draft.filed, fresh=True))
        return onward(held.visit, "done")
    reached = rules.first_open(held.draft, held.steps)
    if step not in held.steps or held.steps.index(step) > held.steps.index(reached):
        return held.on_to(reached)
    return None


async def show(held: Writing, step: Step, errors: Sequence[FieldError] = (), **values: Any) -> Answer:
    """The page of a question, with what is wrong with the answer."""
    place = held.steps.index(step)
    return await page(
        held.visit,
        f"step_{step.value}",
        status=422 if errors else 200,
        kind=held.kind,
        draft=held.draft or Draft(key="", kind=held.kind, begun_at=held.now),
        begun=held.draft is not None and step is Step.TEXT and not errors,
        here=f"{held.visit.path}/{held.address(step)}",
        back=f"{held.visit.path}/{held.address(held.steps[place - 1]) if place else ''}",
        base=f"{held.visit.path}/new/{held.kind.value}",
        number=place + 1,
        count=len(held.steps),
        steps=held.steps,
        multipart=step is Step.FILES,
        facilities=held.facilities,
        errors=errors,
        wrong={error.field: error.text for error in errors},
        today=_today(held).isoformat(),
        day=rules.day_said(held.draft.when, held.visit.language) if held.draft else "",
        **values,
    )


@post(f"{PATH}/text")
async def answer_text(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """What happened; the first answer begins the draft."""
    held = await writing(request, slug, kind)
    text, trap = await fields(request, "text", "website")
    draft = held.draft
    if draft is None or draft.filed is not None:
        await _count(request)
        draft = Draft(key=new_secret(), kind=held.kind, begun_at=held.now)
    draft = replace(draft, text=rules.tidy(text)[:_MOST_KEPT])
    errors = held.visit.errors(_only("text", rules.wrong_text(draft.text)), TEXT_ERRORS)
    if trap:
        errors = (*errors, FieldError(field="website", text=held.visit.say(TRAP_ERROR)))
    return await settle(held, Step.TEXT, draft, errors)


@post(f"{PATH}/where")
async def answer_where(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Which facility, and on which day."""
    held = await writing(request, slug, kind)
    elsewhere = turned_away(held, Step.WHERE)
    if elsewhere or held.draft is None:
        return elsewhere or held.on_to(Step.TEXT)
    facility, when = await fields(request, "facility", "when")
    draft = replace(held.draft, facility=facility[:64], when=when.strip()[:32])
    wrong = {
        **_only("facility", rules.wrong_place(draft.facility, [each for each, _ in held.facilities])),
        **_only("when", rules.wrong_day(draft.when, _today(held))),
    }
    return await settle(held, Step.WHERE, draft, held.visit.errors(wrong, PLACE_ERRORS))


@post(f"{PATH}/contact")
async def answer_contact(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Who reports, as far as they want to tell."""
    held = await writing(request, slug, kind)
    elsewhere = turned_away(held, Step.CONTACT)
    if elsewhere or held.draft is None:
        return elsewhere or held.on_to(Step.TEXT)
    privacy, name, phone = await fields(request, "privacy", "name", "phone")
    chosen = Privacy(privacy) if privacy in set(Privacy) else held.draft.privacy
    name, phone = (" ".join(rules.tidy(each).split())[:200] for each in (name, phone))
    draft = replace(held.draft, privacy=chosen, name=name, phone=phone)
    wrong = rules.wrong_contact(draft)
    if privacy not in set(Privacy):
        wrong = {"privacy": "required", **wrong}
    return await settle(held, Step.CONTACT, draft, held.visit.errors(wrong, CONTACT_ERRORS))


@post(f"{PATH}/discard")
async def discard(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Begin again with empty pages."""
    held = await writing(request, slug, kind)
    secret = passes.draft_secret(held.visit)
    if secret:
        await held.visit.drafts.drop(held.visit.office.id, secret, held.kind)
    return held.on_to(Step.TEXT)


async def settle(held: Writing, step: Step, draft: Draft, errors: Sequence[FieldError]) -> Answer:
    """Keep the answer, right or wrong; go on only with a right one."""
    answered = draft.answered - {step} if errors else draft.answered | {step}
    draft = replace(draft, answered=answered)
    await held.keep(draft)
    if errors:
        return await show(replace(held, draft=draft), step, errors)
    return held.on_to(rules.step_after(draft, step, held.steps))


def _today(held: Writing) -> date:
    return held.now.astimezone(ZoneInfo(held.visit.office.timezone)).date()


def _only(field: str, code: str) -> Mapping[str, str]:
    return {field: code} if code else {}


async def _count(request: AnyRequest) -> None:
    """Drafts take room on a disk: so many an hour for a network, and for everybody."""
    own = Limit(f"draft:{network(request)}", 200, 3600)
    await request.app.state.runtime.limits.allow_all([own, Limit("draft", 20_000, 3600)])


FILING_ROUTES = [begin, question, answer_text, answer_where, answer_contact, discard]
