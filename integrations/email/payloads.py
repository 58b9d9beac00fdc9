"""A letter in the words of RFC 5322 and RFC 2045: header lines and parts, before anything is understood."""

import msgspec


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """One header line; `name` in small letters, `value` with its folding."""

    name: str
    value: bytes
    cut: bool = False
    """Whether it was too long and ends early."""


class Headers(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a letter or part, topmost first."""

    lines: tuple[Header, ...] = ()
    defects: tuple[str, ...] = ()

    def all(self, name: str) -> list[bytes]:
        """Every value of that name, in order."""
        return [each.value for each in self.lines if each.name == name]

    def first(self, name: str) -> bytes:
        """The topmost value of that name, or nothing."""
        return next((each.value for each in self.lines if each.name == name), b"")

    def has(self, name: str) -> bool:
        """Whether there is such a line, also an empty one."""
        return any(each.name == name for each in self.lines)


class Part(msgspec.Struct, kw_only=True):
    """A leaf with its bytes as they were sent, or a multipart with its children."""

    headers: Headers
    type: str = "text/plain"
    parameters: dict[str, str] = {}
    disposition: str = ""
    """`inline`, `attachment` or empty; an unknown word counts as `attachment`."""
    file_name: str = ""
    encoding: str = ""
    content: bytes = b""
    children: "list[Part]" = []

    @property
    def multipart(self) -> bool:
        """Whether it was opened."""
        return bool(self.children)

    def leaves(self) -> "list[Part]":
        """The parts without children, in the order of the letter."""
        found: list[Part] = []
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                found.append(part)
        return found
