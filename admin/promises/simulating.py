"""Page: the simulator. What a case would be promised by the stored rules, or by a draft, and why."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from admin.frame.service import (
    Section,
    address,
    field_errors,
    section_page,
    status_of,
    visit_section,
)
from admin.promises import schemas, service, wording
from admin.promises.asking import Asked, checked_question
from admin.promises.examples import case_words
from admin.promises.forms import Sent, packed, typed_question
from admin.promises.model import Book, Draft, TypedQuestion
from helpdesk.cases.words import TARGETS
from helpdesk.desk.arithmetic import arithmetic, day, moment
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from helpdesk.sla.foretelling import Foretelling, Foretold, PassedOver
from helpdesk.sla.model import TargetKind
from helpdesk.sla.targets import Condition, NoRuleInForce
from kit.errors import Invalid
from ui import formats
from ui.i18n import N_
from ui.model import wrong_of

_UNMET = N_("%(condition)s harus %(values)s")


@get("/promises/simulator")
async def simulator_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The form, and the answer to the question in the address."""
    here = await visit_section(request, slug, Section.PROMISES)
    book = await service.book(here.actor)
    if "kind" not in request.query_params:
        return _page(here, book, _usual(book, here))
    return await _answered(here, book, typed_question(request.query_params))


async def try_draft(here: Visit, book: Book, sent: Sent) -> Answer:
    """The same by the rules of a draft; raises `Invalid` when the draft does not hold."""
    asked = typed_question(sent.form) if sent.about == "ask" else _usual(book, here)
    return await _answered(here, book, asked, sent.draft)


def _usual(book: Book, here: Visit) -> TypedQuestion:
    """A complaint that is received now."""
    now = book.now.astimezone(ZoneInfo(here.office.timezone))
    return TypedQuestion(kind="complaint", date=f"{now:%Y-%m-%d}", time=f"{now:%H:%M}")


async def _answered(here: Visit, book: Book, typed: TypedQuestion, draft: Draft | None = None) -> Answer:
    try:
        asked = checked_question(typed, book.choices, here.office.timezone)
    except Invalid as refusal:
        return _page(here, book, typed, draft, refusal)
    try:
        told = await service.foretold(here.actor, asked.traits, asked.at, asked.waits, draft)
    except NoRuleInForce:
        return _page(here, book, typed, draft, Invalid("invalid", fields={"date": "no_rule"}))
    return _page(here, book, typed, draft, answer=_answer(here, book, asked, told))


def _answer(here: Visit, book: Book, asked: Asked, told: Foretelling) -> dict[str, Any]:
    when = formats.absolute(asked.at, here.office.timezone, language=here.language)
    said = N_("%(case)s yang masuk %(moment)s di %(office)s")
    shown = [(each.at_receipt, _promise(here, book, asked, each)) for each in told.promises]
    return {
        "headline": here.say(said, case=case_words(here, asked.traits), moment=when, office=here.office.name),
        "traits": _traits(here, book, asked),
        "version": told.rule_set.version,
        "since": day(here, told.rule_set.effective_from),
        "basis": told.rule_set.legal_basis,
        "at_receipt": [promise for at_receipt, promise in shown if at_receipt],
        "later": [promise for at_receipt, promise in shown if not at_receipt],
        "untold": [here.say(TARGETS[kind]) for kind in told.untold],
    }


def _traits(here: Visit, book: Book, asked: Asked) -> list[tuple[str, str]]:
    """What was asked besides kind and grade, which the headline says."""
    further = (Condition.PRIORITY, Condition.TOPIC, Condition.CHANNEL, Condition.UNIT)
    return [
        (
            here.say(wording.CONDITIONS[each]),
            wording.value_words(here, each, getattr(asked.traits, each), book.choices),
        )
        for each in further
        if getattr(asked.traits, each)
    ]


def _promise(here: Visit, book: Book, asked: Asked, told: Foretold) -> dict[str, Any]:
    clock = told.clock
    return {
        **arithmetic(here, told.reckoning),
        "label": here.say(TARGETS[clock.kind]),
        "length": wording.budget_words(here, clock.budget),
        "due_full": _full(here, clock.due_at),
        "rule": told.rule.name,
        "passed_over": [_passed_over(here, book, each) for each in told.passed_over],
        "warning": moment(here, clock.warn_at) if clock.warn_at and told.steps else "",
        "steps": [
            (
                f"{step.percent} %",
                wording.receivers_words(here, step.tell),
                moment(here, step.at) if step.at else "",
            )
            for step in told.steps
        ],
        "citizens_time": clock.kind is TargetKind.CONTACT_REPLY,
        "waiting": asked.waits is not None and clock.due_at is None,
    }


def _full(here: Visit, at: datetime | None) -> str:
    return formats.absolute(at, here.office.timezone, language=here.language) if at else ""


def _passed_over(here: Visit, book: Book, passed: PassedOver) -> tuple[str, str]:
    """The rule, and what it asks for that the case is not."""
    reasons = [
        here.say(
            _UNMET,
            condition=here.say(wording.CONDITIONS[each]),
            values=wording.values_words(here, each, passed.rule.applies[each], book.choices),
        )
        for each in passed.unmet
    ]
    return passed.rule.name, "; ".join(reasons)


def _page(
    here: Visit,
    book: Book,
    typed: TypedQuestion,
    draft: Draft | None = None,
    refusal: Invalid | None = None,
    answer: dict[str, Any] | None = None,
) -> Answer:
    errors = field_errors(here, refusal, schemas.WRONG, schemas.QUESTION_ORDER)
    return section_page(
        Section.PROMISES,
        here,
        "promise_simulator",
        status=status_of(refusal),
        typed=_local(typed),
        answer=answer,
        options={each.value: offered for each, offered in schemas.options(here, book.choices).items()},
        draft=packed(draft) if draft else "",
        errors=errors,
        wrong=wrong_of(errors),
        to=address(here, "promises/draft" if draft else "promises/simulator"),
        back_href=address(here, "promises"),
    )


def _local(typed: TypedQuestion) -> TypedQuestion:
    """An hour as a browser's field wants it."""
    return replace(typed, time=typed.time.strip()[:5])
