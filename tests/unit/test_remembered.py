"""What is kept in memory for seconds is read once in that time, and anew when it was forgotten."""

import pytest

from kit import remembered
from kit.remembered import Remembered


class Shelf:
    """Counts how often each value was read; its time passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reads: list[str] = []
        self.known = Remembered[str, str | None](5.0, lambda: self.now)

    async def value(self, key: str, value: str | None = "ada") -> str | None:
        async def read() -> str | None:
            self.reads.append(key)
            return value

        return await self.known.get(key, read)


async def test_it_is_read_once_in_its_seconds_and_then_anew() -> None:
    shelf = Shelf()
    assert [await shelf.value("a", text) for text in ("lama", "baru")] == ["lama", "lama"]
    shelf.now = 5.0
    assert await shelf.value("a", "baru") == "baru"
    assert shelf.reads == ["a", "a"]


async def test_that_there_is_nothing_is_remembered_too() -> None:
    shelf = Shelf()
    assert [await shelf.value("a", None), await shelf.value("a")] == [None, None]


async def test_what_was_forgotten_is_read_anew_and_the_others_are_not() -> None:
    shelf = Shelf()
    for key in ("a", "b"):
        await shelf.value(key)
    shelf.known.forget("a")
    shelf.known.forget("nobody")
    for key in ("a", "b"):
        await shelf.value(key)
    assert shelf.reads == ["a", "b", "a"]
    shelf.known.forget_all()
    await shelf.value("b")
    assert shelf.reads[3:] == ["b"]


async def test_what_could_not_be_read_is_asked_for_again() -> None:
    shelf = Shelf()

    async def broken() -> str:
        raise OSError

    with pytest.raises(OSError):
        await shelf.known.get("a", broken)
    assert await shelf.value("a") == "ada"


async def test_no_crowd_of_keys_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    shelf = Shelf()
    for key in ("a", "b", "c", "c", "a"):
        await shelf.value(key)
    assert shelf.reads == ["a", "b", "c", "a"]
