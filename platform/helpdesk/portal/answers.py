"""The answers to the smaller questions of a report: where, when, about whom, what for, who, and which way back."""

from collections.abc import Mapping
from typing import NamedTuple

from litestar import post
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.portal import rules
from helpdesk.portal.forms import CONTACT_ERRORS, PLACE_ERRORS, PURPOSE_ERRORS
from helpdesk.portal.model import Draft, Privacy, Reply, Step
from helpdesk.portal.pages import Answer
from helpdesk.portal.questions import ABOUT, AGES, RECEIVE
from helpdesk.portal.writing import PATH, Writing, settle, turned_away, writing
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.pages import fields


class Held(NamedTuple):
    """A report whose writer answers the question in turn."""

    writing: Writing
    draft: Draft


async def _held(request: AnyRequest, slug: str, kind: str, step: Step) -> Held | Answer:
    held = await writing(request, slug, kind)
    elsewhere = turned_away(held, step)
    if elsewhere or held.draft is None:
        return elsewhere or held.on_to(Step.TEXT)
    return Held(held, held.draft)


async def _settled(
    held: Held, step: Step, draft: Draft, wrong: Mapping[str, str], texts: Mapping[str, str]
) -> Answer:
    return await settle(held.writing, step, draft, held.writing.visit.errors(wrong, texts))


@post(f"{PATH}/where")
async def answer_where(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Which facility: typed, chosen among similar ones, or not known."""
    held = await _held(request, slug, kind, Step.WHERE)
    if not isinstance(held, Held):
        return held
    written, choice, unknown = await fields(request, "facility", "choice", "unknown")
    typed = " ".join(rules.tidy(choice or written).split())[:120]
    known = rules.place_of(typed, held.writing.facilities)
    if not known and (typed == rules.UNKNOWN_PLACE or (unknown and not choice)):
        known = rules.UNKNOWN_PLACE
    draft = replace(held.draft, facility=known or typed, place="" if known else typed)
    wrong = rules.wrong_place(draft.facility, [each for each, _ in held.writing.facilities])
    return await _settled(held, Step.WHERE, draft, _only("facility", wrong), PLACE_ERRORS)


@post(f"{PATH}/when")
async def answer_when(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """On which day, and about what time."""
    held = await _held(request, slug, kind, Step.WHEN)
    if not isinstance(held, Held):
        return held
    when, clock = await fields(request, "when", "clock")
    draft = replace(
        held.draft,
        when=when.strip()[:32],
        clock=" ".join(rules.tidy(clock).split())[: rules.CLOCK_CHARACTERS],
    )
    wrong = rules.wrong_day(draft.when, held.writing.today)
    return await _settled(held, Step.WHEN, draft, _only("when", wrong), PLACE_ERRORS)


@post(f"{PATH}/about")
async def answer_about(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Whom a question is about; both may be left open."""
    held = await _held(request, slug, kind, Step.ABOUT)
    if not isinstance(held, Held):
        return held
    about, age = await fields(request, "about", "age")
    draft = replace(held.draft, about=about if about in ABOUT else "", age=age if age in AGES else "")
    return await _settled(held, Step.ABOUT, draft, {}, {})


@post(f"{PATH}/purpose")
async def answer_purpose(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """What the information is for, and how it is to be handed over."""
    held = await _held(request, slug, kind, Step.PURPOSE)
    if not isinstance(held, Held):
        return held
    purpose, receive = await fields(request, "purpose", "receive")
    draft = replace(
        held.draft,
        purpose=rules.tidy(purpose)[: rules.PURPOSE_CHARACTERS * 4],
        receive=receive if receive in RECEIVE else "",
    )
    wrong = {
        **_only("purpose", rules.wrong_purpose(draft.purpose)),
        **_only("receive", "" if draft.receive else "unknown"),
    }
    return await _settled(held, Step.PURPOSE, draft, wrong, PURPOSE_ERRORS)


@post(f"{PATH}/contact")
async def answer_contact(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Who reports, as far as they want to tell."""
    held = await _held(request, slug, kind, Step.CONTACT)
    if not isinstance(held, Held):
        return held
    privacy, name, phone = await fields(request, "privacy", "name", "phone")
    chosen = Privacy(privacy) if privacy in set(Privacy) else held.draft.privacy
    name, phone = (" ".join(rules.tidy(each).split())[:200] for each in (name, phone))
    draft = replace(held.draft, privacy=chosen, name=name, phone=phone)
    wrong = rules.wrong_contact(draft)
    if privacy not in set(Privacy):
        wrong = {"privacy": "required", **wrong}
    return await _settled(held, Step.CONTACT, draft, wrong, CONTACT_ERRORS)


@post(f"{PATH}/reply")
async def answer_reply(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Which way the office's answer comes."""
    held = await _held(request, slug, kind, Step.REPLY)
    if not isinstance(held, Held):
        return held
    (chosen,) = await fields(request, "reply")
    known = chosen in set(Reply)
    draft = replace(held.draft, reply=Reply(chosen) if known else held.draft.reply)
    return await _settled(held, Step.REPLY, draft, {} if known else {"reply": "required"}, CONTACT_ERRORS)


def _only(field: str, code: str) -> Mapping[str, str]:
    return {field: code} if code else {}


ANSWER_ROUTES = [answer_where, answer_when, answer_about, answer_purpose, answer_contact, answer_reply]
