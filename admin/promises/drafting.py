"""Pages: a new version is written. The draft lives in the form; nothing is stored before it is saved."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from admin.frame.service import (
    Section,
    address,
    back_to,
    field_errors,
    refusal_shown,
    refused_words,
    section_page,
    status_of,
    visit_section,
)
from admin.promises import rules, schemas, service, wording
from admin.promises.changes import difference_shown, set_lines
from admin.promises.examples import examples_shown
from admin.promises.forms import Sent, packed, sent_draft, typed_rule
from admin.promises.model import Book, Draft, TypedPromise, TypedRule
from admin.promises.reading import measured, typed_steps
from admin.promises.simulating import try_draft
from helpdesk.cases.words import RECEIVERS
from helpdesk.desk.arithmetic import day
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from helpdesk.sla.model import Receiver
from helpdesk.sla.targets import OFFICE, Rule
from kit.errors import Invalid, Refusal, Stale
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui.model import wrong_of

MOST_BYTES = 512 * 1024
"""Sixty rules with all their promises, as a form writes them."""


@get("/promises/draft")
async def begin_draft(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """A new version begins as the one in force, or as the one that the address names; tomorrow it holds."""
    here = await _writer(request, slug)
    book = await service.book(here.actor)
    return _draft(here, book, _begun(book, request.query_params.get("from", "")))


@post("/promises/draft", status_code=200, request_max_body_size=MOST_BYTES)
async def change_draft(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Do what the pressed button says to the draft; only `save` stores anything."""
    here = await _writer(request, slug)
    book = await service.book(here.actor)
    try:
        sent = await sent_draft(request)
    except Invalid as refusal:
        return _draft(here, book, _begun(book), refusal)
    return await _ACTS.get(sent.act, _look)(here, book, sent)


async def _writer(request: AnyRequest, slug: str) -> Visit:
    here = await visit_section(request, slug, Section.PROMISES)
    require(here.actor, Permission.MANAGE_OFFICE)
    return here


def _begun(book: Book, version: str = "") -> Draft:
    current = schemas.in_force(book) or book.newest.rule_set
    base = service.version_of(book, version).rule_set if version else current
    return rules.draft_of(base, book.newest.rule_set.version, book.today + timedelta(days=1))


async def _look(here: Visit, book: Book, sent: Sent) -> Answer:
    return _draft(here, book, sent.draft)


async def _up(here: Visit, book: Book, sent: Sent) -> Answer:
    return _draft(here, book, replace(sent.draft, rules=rules.moved(sent.draft.rules, sent.about, -1)))


async def _down(here: Visit, book: Book, sent: Sent) -> Answer:
    return _draft(here, book, replace(sent.draft, rules=rules.moved(sent.draft.rules, sent.about, 1)))


async def _remove(here: Visit, book: Book, sent: Sent) -> Answer:
    return _draft(here, book, replace(sent.draft, rules=rules.without(sent.draft.rules, sent.about)))


async def _edit(here: Visit, book: Book, sent: Sent) -> Answer:
    rule = _rule_of(sent)
    return _rule(here, book, sent, rule, _typed(rule) if rule else TypedRule())


async def _apply(here: Visit, book: Book, sent: Sent) -> Answer:
    typed = typed_rule(sent.form)
    try:
        draft = await service.rule(here.actor, typed, sent.draft, sent.about)
    except Invalid as refusal:
        return _rule(here, book, sent, _rule_of(sent), typed, refusal)
    return _draft(here, book, draft)


async def _check(here: Visit, book: Book, sent: Sent, refusal: Stale | None = None) -> Answer:
    try:
        review = await service.review(here.actor, sent.draft)
    except Invalid as wrong:
        return _draft(here, book, sent.draft, wrong)
    choices = book.choices
    return _page(
        here,
        "promise_review",
        status=status_of(refusal),
        draft=packed(sent.draft),
        refusal=refused_words(here, refusal, schemas.REFUSED),
        latest_href=address(here, f"promises?version={book.newest.rule_set.version}"),
        changes=[difference_shown(here, each, choices) for each in review.changes],
        lines=set_lines(here, review.base, review.wanted),
        base=review.base.version,
        version=review.wanted.version,
        since=day(here, review.wanted.effective_from),
        in_past=review.wanted.effective_from <= book.today,
        later=(review.later.version, day(here, review.later.effective_from)) if review.later else None,
        shadowed=[rule.name for rule in review.shadowed],
        affected=review.affected,
        examples=examples_shown(here, review.examples),
    )


async def _save(here: Visit, book: Book, sent: Sent) -> Answer:
    try:
        await service.save(here.actor, sent.draft)
    except Stale as refusal:
        return await _check(here, book, sent, refusal)
    except Invalid as refusal:
        return _draft(here, book, sent.draft, refusal)
    return back_to(here, "promises", "saved")


async def _try(here: Visit, book: Book, sent: Sent) -> Answer:
    try:
        return await try_draft(here, book, sent)
    except Invalid as refusal:
        return _draft(here, book, sent.draft, refusal)


_ACTS: Mapping[str, Callable[[Visit, Book, Sent], Awaitable[Answer]]] = {
    "up": _up,
    "down": _down,
    "remove": _remove,
    "edit": _edit,
    "apply": _apply,
    "check": _check,
    "save": _save,
    "try": _try,
}
"""By the first word of the pressed button; any other one shows the draft."""


def _rule_of(sent: Sent) -> Rule | None:
    return next((rule for rule in sent.draft.rules if rule.key == sent.about), None)


def _typed(rule: Rule) -> TypedRule:
    """A rule as it would be typed."""
    times = {}
    for each in rule.promises:
        amount, unit = measured(each.budget)
        times[each.kind] = TypedPromise(str(amount), unit, each.calendar_key)
    return TypedRule(
        name=rule.name,
        applies=rule.applies,
        promises=times,
        own_steps=rule.steps is not None,
        steps=typed_steps(rule.steps or ()),
    )


def _draft(here: Visit, book: Book, draft: Draft, refusal: Refusal | None = None) -> Answer:
    return _page(
        here,
        "promise_draft",
        status=status_of(refusal),
        draft=packed(draft),
        typed=draft,
        receivers=_receivers(here, draft.steps),
        rows=schemas.rules_shown(here, draft.rules, book.choices),
        most=rules.MOST_RULES,
        **refusal_shown(here, refusal, schemas.WRONG, schemas.DRAFT_ORDER, schemas.REFUSED),
    )


def _rule(
    here: Visit,
    book: Book,
    sent: Sent,
    rule: Rule | None,
    typed: TypedRule,
    refusal: Refusal | None = None,
) -> Answer:
    errors = field_errors(here, refusal, schemas.WRONG, schemas.RULE_ORDER)
    offered = schemas.options(here, book.choices, rule)
    return _page(
        here,
        "promise_rule",
        status=status_of(refusal),
        draft=packed(sent.draft),
        key=rule.key if rule else "",
        typed=typed,
        conditions=[
            (each.value, here.say(word), offered[each], typed.applies.get(each, ()))
            for each, word in wording.CONDITIONS.items()
            if offered[each]
        ],
        targets=[
            (kind, name, typed.promises.get(kind, TypedPromise(unit="working_days", calendar=OFFICE)))
            for kind, name in schemas.targets(here)
        ],
        units=schemas.unit_options(here),
        calendars=book.choices.calendars,
        receivers=_receivers(here, typed.steps),
        errors=errors,
        wrong=wrong_of(errors),
    )


def _receivers(here: Visit, steps: Mapping[Receiver, str]) -> list[tuple[str, str, str]]:
    return [
        (each.value, wording.begun(here.say(word)), steps.get(each, "")) for each, word in RECEIVERS.items()
    ]


def _page(here: Visit, template: str, **values: Any) -> Answer:
    to, back_href = address(here, "promises/draft"), address(here, "promises")
    return section_page(Section.PROMISES, here, template, to=to, back_href=back_href, **values)


draft_pages = [begin_draft, change_draft]
