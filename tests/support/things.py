"""Every request that the application's own table of routes allows, and the things that requests name.

A route with an identifier that is not listed here fails the tests that use this file, and so does a route
that takes a body or a form whose fields are not listed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from litestar.routes import HTTPRoute

from helpdesk.api.routes import PATH as API
from helpdesk.desk.composing import WRITING
from helpdesk.desk.deeds import DEEDS
from support import people_asked as people
from support.integrators import House
from support.thing_fields import BODIES, FIELDS, FORMS, QUERIES, TYPED

DEED = {"deed": [*DEEDS, *WRITING, "reveal"], "place": ["no_match.message.id"], **people.WORDS}
"""Path parameters that are words of ours, and all of the words."""

IN_PATH = {
    "slug": "slug",
    "number": "number",
    **{f"{name}_id": name for name in ("file", "draft", "message", "member", "account", "unit")},
    **{
        f"{name}_id": name
        for name in ("reply", "template", "topic", "round", "line", "letter", "authority", "answer")
    },
    "calendar_key": "calendar",
    **people.IN_PATH,
}
"""Path parameters that name things."""

NO_THINGS = {
    **dict.fromkeys(("digest", "name"), "of a static file, the same for everybody"),
    "peer": "of another office: its short name, printed on posters",
    "token": "of a one-time link: who has it, may use it (test_t37_links.py)",
    "kind": "of report: a word of the portal",
    "door": "between installations: who holds its key, may use it (test_letter_door.py)",
    "path": "below the description of the interface",
}
"""Path parameters that name nothing of an office."""

PUBLIC = ("/t/", "/unit/")
"""Below them nothing is secret by its address: what they open needs number and PIN (T34), or a code."""

MACHINES = ("/health", "/metrics")
"""Figures about the installation; nothing in them is per office."""


class Things(NamedTuple):
    """One thing of each kind."""

    slug: str
    number: str
    unit: str
    member: str
    file: str
    account: str
    draft: str
    message: str
    reply: str
    template: str
    topic: str
    calendar: str
    round: str
    line: str
    contact: str
    merge: str
    thread: str
    letter: str
    call: str
    agency: str  # its account at a register
    delegation: str
    sheet: str
    authority: str
    answer: str  # of a unit
    request: str  # for somebody's approval
    announcement: str  # of the office above, for this one
    far: str  # a connection with an office of another installation
    carried: str  # a letter to another office that did not arrive

    def in_path(self) -> Mapping[str, str]:
        """These things as parts of a path."""
        return {name: getattr(self, kind) for name, kind in IN_PATH.items()}


class Ask(NamedTuple):
    """One request; `named` are the parts of path and fields that name somebody else's things."""

    method: str
    path: str
    named: frozenset[str]
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path} with another's {', '.join(sorted(self.named))}"

    def filled(self, own: Things, other: Things) -> Mapping[str, Any]:
        """Path and fields with one's own things, and the other's where they are named."""
        path = {name: getattr(other if name in self.named else own, kind) for name, kind in IN_PATH.items()}
        fields = {name: getattr(other, kind) for name, kind in FIELDS.items() if name in self.named}
        return path | fields


def asks(house: House) -> Iterator[Ask]:
    """Every request there is to try."""
    for route, method in routes_of(house):
        handler = route.route_handler_map[method][0]
        things = {name for name in route.path_parameters if name in IN_PATH}
        public = route.path_format.startswith(PUBLIC)
        for path in worded(route.path_format):
            fields = _fields(path, method, handler)
            for name in things - {"slug"}:
                yield Ask(method, path, frozenset({name}), fields)
            if "slug" in things and not public:
                yield Ask(method, path, frozenset(things), fields)
            for field in FIELDS.keys() & fields.keys():
                yield Ask(method, path, frozenset({field}), fields)


def routes_of(house: House) -> Iterator[tuple[HTTPRoute, Any]]:
    """Every route and method, but for what the framework adds."""
    for route in house.app.routes:
        if isinstance(route, HTTPRoute):
            yield from ((route, method) for method in sorted(route.methods - {"OPTIONS", "HEAD"}))


def worded(path: str) -> list[str]:
    """The path with each word of ours that it may hold."""
    name = next((each for each in DEED if f"{{{each}}}" in path), "")
    return [path.replace(f"{{{name}}}", word) for word in DEED[name]] if name else [path]


def _fields(path: str, method: str, handler: Any) -> Mapping[str, Any]:
    if method == "GET":
        return QUERIES.get(path, {})
    if not path.startswith(API):
        assert path in FORMS, f"{path} is new: tell its fields here"
        return {field: TYPED.get(field, "") for field in FORMS[path]}
    line = f"{method} {path.removeprefix(API)}"
    assert line in BODIES, f"{line} is new: give it a body here"
    declared = handler.parsed_fn_signature.parameters.get("data")
    ids = set(_uuids(declared.annotation if declared else None))
    assert ids <= FIELDS.keys() & BODIES[line].keys(), f"{line} takes ids that are not tried here"
    return BODIES[line]


def _uuids(body: Any) -> Iterator[str]:
    """Fields of a body that are ids."""
    for each in (body, *getattr(body, "__args__", ())):
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            yield from (f.name for f in msgspec.structs.fields(each) if "UUID" in str(f.type))
