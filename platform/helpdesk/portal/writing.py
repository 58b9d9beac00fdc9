"""A report in the hands of its writer: its questions in order, kept answers, and where the browser belongs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.danger.rules import danger_in
from helpdesk.portal import passes, reading, rules, ways
from helpdesk.portal.model import Draft, Filed, Privacy, Reply, Step
from helpdesk.portal.pages import Answer, onward, page
from helpdesk.portal.questions import ABOUT, AGES, RECEIVE
from helpdesk.portal.visits import Visit, visit
from kit.errors import Missing
from tenants.sign_in.asker import AnyRequest
from ui.model import FieldError, wrong_of

PATH = "/t/{slug:str}/new/{kind:str}"


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """A report in the hands of its writer, and what its questions need to know."""

    visit: Visit
    kind: CaseKind
    draft: Draft | None
    now: datetime
    facilities: Sequence[tuple[UUID, str]]
    whatsapp: str
    """The office's number there, or nothing."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages of this report."""
        return rules.steps_of(
            self.kind,
            has_facilities=bool(self.facilities),
            has_whatsapp=bool(self.whatsapp),
            privacy=self.draft.privacy if self.draft else Privacy.NAMED,
        )

    def facility(self, written: str) -> str:
        """The id that somebody brought along, if the office has such a facility; else nothing."""
        return written if any(str(unit_id) == written for unit_id, _ in self.facilities) else ""

    def address(self, step: Step) -> str:
        """Where a question stands, below the office's path."""
        return f"new/{self.kind.value}/{step.value}"

    def on_to(self, step: Step) -> Answer:
        """Send the browser to a question."""
        return onward(self.visit, self.address(step))

    @property
    def today(self) -> date:
        """The day it is at the office."""
        return self.now.astimezone(ZoneInfo(self.visit.office.timezone)).date()

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
    whatsapp = await ways.whatsapp_of(here.office, here.runtime.accounts)
    return Writing(
        visit=here, kind=CaseKind(kind), draft=draft, now=now, facilities=facilities, whatsapp=whatsapp
    )


def turned_away(held: Writing, step: Step) -> Answer | None:
    """Where the browser belongs instead: at an earlier question, or at the page of what it sent already."""
    if held.draft is None and step is not Step.TEXT and passes.filed(held.visit):
        return onward(held.visit, "done")
    if held.draft is not None and held.draft.filed is not None:
        passes.remember_filed(held.visit, filed_as(held.draft, held.draft.filed))
        return onward(held.visit, "done")
    reached = rules.first_open(held.draft, held.steps)
    if step not in held.steps or held.steps.index(step) > held.steps.index(reached):
        return held.on_to(reached)
    return None


def filed_as(draft: Draft, case_id: UUID) -> Filed:
    """What the done page is told about a draft that became a case."""
    by_whatsapp = draft.reply is Reply.WHATSAPP and draft.privacy is not Privacy.ANONYMOUS
    return Filed(case_id=case_id, fresh=True, whatsapp=by_whatsapp)


async def show(
    held: Writing, step: Step, errors: Sequence[FieldError] = (), *, at: str = "", **values: Any
) -> Answer:
    """The page of a question, with what is wrong with the answer; `at` goes along with the first one."""
    place = held.steps.index(step)
    draft = held.draft or Draft(key="", kind=held.kind, begun_at=held.now)
    wrong = wrong_of(errors)
    return await page(
        held.visit,
        f"step_{step.value}",
        status=422 if errors else 200,
        kind=held.kind,
        draft=draft,
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
        wrong=wrong,
        at=at,
        today=held.today.isoformat(),
        day=rules.day_said(draft.when, held.visit.language),
        similar=rules.similar_places(draft.place, held.facilities) if "facility" in wrong else (),
        danger=danger_in(draft.text) is not None,
        whatsapp=ways.spaced(held.whatsapp),
        words={"about": ABOUT, "ages": AGES, "receive": RECEIVE},
        **values,
    )


async def settle(held: Writing, step: Step, draft: Draft, errors: Sequence[FieldError]) -> Answer:
    """Keep the answer, right or wrong; go on only with a right one."""
    answered = draft.answered - {step} if errors else draft.answered | {step}
    draft = replace(draft, answered=answered)
    await held.keep(draft)
    held = replace(held, draft=draft)  # an answer may add or save a question
    if errors:
        return await show(held, step, errors)
    return held.on_to(rules.step_after(draft, step, held.steps))
