"""What a person wrote in a form of a page, or chose of what `choices.html` offers."""

from collections.abc import Mapping
from typing import Any, TypeVar

from litestar import Request
from litestar.datastructures import FormMultiDict

_Choice = TypeVar("_Choice")


def text_of(form: FormMultiDict, longest: int) -> str:
    """The text, its lines ended as everywhere; what is too long is cut."""
    return str(form.get("text", "")).replace("\r\n", "\n").strip()[:longest]


async def chosen(
    request: Request[Any, Any, Any], what: str, choices: Mapping[str, _Choice]
) -> _Choice | None:
    """What was chosen by its name; nothing when no page offers that."""
    return choices.get(str((await request.form()).get(what, "")))


def name_of(state: _Choice, choices: Mapping[str, _Choice]) -> str:
    """Which of the choices the remote's state is; empty for one that only a handle can order."""
    return next((name for name, each in choices.items() if each == state), "")
