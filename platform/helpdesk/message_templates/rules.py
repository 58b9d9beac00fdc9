"""What a template may be; its parts as the remote counts them. Source: Meta's template reference."""

import re
from collections.abc import Sequence
from uuid import UUID

from helpdesk.channels.model import RemoteTemplate, TemplateState
from helpdesk.conversations.rules import cleaned
from helpdesk.message_templates.model import MessageTemplate, TypedTemplate
from kit.errors import Invalid

CATEGORIES = ("utility", "marketing", "authentication")
LONGEST_NAME = 512
LONGEST_BODY = 1024
LONGEST_LABEL = 60
MOST_VARIABLES = 20

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_PLACE = re.compile(r"\{\{([^{}]*)\}\}")


def checked(typed: TypedTemplate, template_id: UUID, account_id: UUID) -> MessageTemplate:
    """The template that was typed; raises `Invalid` naming every field that is wrong."""
    wrong: dict[str, str] = {}
    name = typed.name.strip()
    if not _NAME.fullmatch(name):
        wrong["name"] = "required" if not name else "form"
    if not _LANGUAGE.fullmatch(typed.language):
        wrong["language"] = "unknown"
    if typed.category not in CATEGORIES:
        wrong["category"] = "unknown"
    if typed.state not in set(TemplateState):
        wrong["state"] = "unknown"
    body, labels = _body(typed, wrong)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return MessageTemplate(
        id=template_id,
        account_id=account_id,
        name=name,
        language=typed.language,
        category=typed.category,
        body=body,
        variables=labels,
        state=TemplateState(typed.state),
    )


def _body(typed: TypedTemplate, wrong: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text and what its variables stand for; what is wrong with them goes into `wrong`."""
    try:
        body = cleaned(typed.body, "body", LONGEST_BODY)
    except Invalid as invalid:
        wrong |= invalid.details["fields"]
        return "", ()
    many = count_of(body)
    if many is None:
        wrong["body"] = "variables"
        return body, ()
    said = [" ".join(each.replace("\x00", "").split()) for each in typed.variables.split(",")]
    said = said if any(said) else []
    if len(said) > many or any(len(each) > LONGEST_LABEL for each in said):
        wrong["variables"] = "too_many" if len(said) > many else "too_long"
    return body, labels_of(said, many)


def count_of(body: str) -> int | None:
    """How many variables a text has; none when they are not numbered 1, 2, 3 … or are too many."""
    found = _PLACE.findall(body)
    if any(not (each.isascii() and each.isdecimal()) for each in found):
        return None
    numbers = sorted({int(each) for each in found})
    fits = numbers == list(range(1, len(numbers) + 1)) and len(numbers) <= MOST_VARIABLES
    return len(numbers) if fits else None


def labels_of(said: Sequence[str], many: int) -> tuple[str, ...]:
    """One label for each variable: what somebody called it, or its number."""
    return tuple(said[i] if i < len(said) and said[i] else str(i + 1) for i in range(many))


def filled(template: MessageTemplate, values: Sequence[str]) -> str:
    """The text as the citizen will read it; a variable without a value stays as it is."""

    def value(found: re.Match[str]) -> str:
        place = int(found[1]) - 1 if found[1].isdecimal() else -1
        return values[place] if 0 <= place < len(values) and values[place] else found[0]

    return _PLACE.sub(value, template.body)


def is_usable(remote: RemoteTemplate) -> bool:
    """Whether we can send it: a plain text with numbered variables, of a kind and size that we keep."""
    return (
        remote.plain
        and _NAME.fullmatch(remote.name) is not None
        and _LANGUAGE.fullmatch(remote.language) is not None
        and 0 < len(remote.body) <= LONGEST_BODY
        and count_of(remote.body) is not None
    )
