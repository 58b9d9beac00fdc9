"""So many things by name, and no more: what was put longest ago is forgotten first."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

_Name = TypeVar("_Name")
_Thing = TypeVar("_Thing")


class Latest(Generic[_Name, _Thing]):
    """The latest things that were put here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[_Name, _Thing] = OrderedDict()

    def get(self, name: _Name) -> _Thing | None:
        """What is kept under a name; looking changes nothing."""
        return self._things.get(name)

    def put(self, name: _Name, thing: _Thing) -> _Thing:
        """Keep it as the latest; answers it."""
        self._things[name] = thing
        self._things.move_to_end(name)
        while len(self._things) > self._most:
            self._things.popitem(last=False)
        return thing

    def __iter__(self) -> Iterator[_Thing]:
        """The things, the latest last."""
        return iter(self._things.values())

    def __reversed__(self) -> Iterator[_Thing]:
        return reversed(self._things.values())
