"""The forms of a draft, a rule and a question, as a request brings them."""

from typing import Any

import msgspec

from admin.promises.model import Draft, TypedPromise, TypedQuestion, TypedRule
from helpdesk.desk.pages import AnyRequest
from helpdesk.sla.model import Receiver, TargetKind
from helpdesk.sla.targets import Condition
from kit.errors import Invalid

QUESTION = tuple(field.name for field in msgspec.structs.fields(TypedQuestion))
_decoder = msgspec.json.Decoder(Draft)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What came: the draft with what was typed for all of it, the button, and the whole form."""

    draft: Draft
    act: str
    about: str
    """Which rule the button is for."""
    form: Any


async def sent_draft(request: AnyRequest) -> Sent:
    """The draft of a form; raises `Invalid` with `draft_unreadable` for one that was not ours."""
    form = await request.form()
    try:
        draft = _decoder.decode(_text(form, "draft"))
    except (msgspec.DecodeError, ValueError) as error:
        raise Invalid("draft_unreadable") from error
    act, _, about = _text(form, "act").partition(":")
    return Sent(draft=_with_typed(draft, form), act=act, about=about, form=form)


def packed(draft: Draft) -> str:
    """The draft as its form carries it."""
    return msgspec.json.encode(draft).decode()


def typed_rule(form: Any) -> TypedRule:
    """The fields of a rule's form."""
    return TypedRule(
        name=_text(form, "name"),
        applies={each: _texts(form, f"if_{each}") for each in Condition},
        promises={
            each: TypedPromise(*(_text(form, f"{part}_{each}") for part in ("amount", "unit", "calendar")))
            for each in TargetKind
        },
        own_steps=_text(form, "own_steps") == "own",
        steps=_steps(form),
    )


def typed_question(values: Any) -> TypedQuestion:
    """The fields of the simulator's form."""
    return TypedQuestion(**{name: _text(values, name) for name in QUESTION})


def _with_typed(draft: Draft, form: Any) -> Draft:
    """What is typed for the whole draft stands on one page only; elsewhere the draft carries it."""
    if "legal_basis" not in form:
        return draft
    return msgspec.structs.replace(
        draft,
        effective_from=_text(form, "effective_from"),
        legal_basis=_text(form, "legal_basis"),
        steps=_steps(form),
    )


def _steps(form: Any) -> dict[Receiver, str]:
    return {each: _text(form, f"tell_{each}") for each in Receiver}


def _text(form: Any, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _texts(form: Any, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in form.getall(name, []) if isinstance(value, str)))
