"""What handles for tests and drills share: bodies as structs, things by their ids, faults ordered anew."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from litestar.exceptions import ClientException, NotFoundException

from kit.simulator.courier import Courier
from kit.simulator.model import Faults

_Kind = TypeVar("_Kind")
_Thing = TypeVar("_Thing")
_Any = TypeVar("_Any", bound=msgspec.Struct)
_Faults = TypeVar("_Faults", bound=Faults)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Faults that are ordered, for which account, and whether the earlier ones are forgotten first."""

    account: str
    faults: Mapping[str, Any] = {}
    reset: bool = False

    def after(self, before: _Any) -> _Any:
        """The faults with those that are ordered; the others stay as they are, or go with `reset`."""
        kept = {} if self.reset else msgspec.to_builtins(before)
        return converted({**kept, **self.faults}, type(before))


def order_of(data: Mapping[str, Any], called: str) -> Order:
    """What a body orders, its account standing under `called`; raises a refusal when there is none."""
    if not isinstance(data.get(called), str):
        raise ClientException(f"{called}: must be named")
    faults = {key: value for key, value in data.items() if key not in (called, "reset")}
    told = {"account": data[called], "faults": faults, "reset": data.get("reset", False)}
    return converted(told, Order)


def order_at(
    accounts: Sequence[str], order: Order, faults: dict[str, _Faults], courier: Courier[Any]
) -> dict[str, _Faults]:
    """Order faults at all these accounts or, when one cannot be, at none; answers everybody's faults."""
    wanted = {account: order.after(faults[account]) for account in accounts}
    faults.update(wanted)
    if "seed" in order.faults or order.reset:
        courier.reseed(next(iter(wanted.values())).seed)
    return faults


def known(things: Mapping[str, _Thing], name: str, what: str) -> _Thing:
    """The thing of that name; raises that there is no such `what`."""
    if name not in things:
        raise NotFoundException(f"no such {what}")
    return things[name]


def converted(data: object, kind: type[_Kind]) -> _Kind:
    """A body as its struct; raises a refusal that names what is wrong."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as fault:
        raise ClientException(str(fault)) from None
