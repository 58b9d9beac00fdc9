"""What handles for tests and drills share: bodies as structs, faults ordered anew."""

from typing import Any, TypeVar

import msgspec
from litestar.exceptions import ClientException

from kit.simulator.model import Faults

_Kind = TypeVar("_Kind")
_Faults = TypeVar("_Faults", bound=Faults)


def ordered_anew(before: _Faults, named: dict[str, Any], *, reset: bool) -> _Faults:
    """The faults with those that are named; the others stay as they are, or go with `reset`."""
    kept = {} if reset else msgspec.to_builtins(before)
    return converted({**kept, **named}, type(before))


def converted(data: object, kind: type[_Kind]) -> _Kind:
    """A body as its struct; raises a refusal that names what is wrong."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as fault:
        raise ClientException(str(fault)) from None
