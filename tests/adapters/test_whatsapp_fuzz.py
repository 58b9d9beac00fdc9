"""Whatever arrives: arrivals or `BodyMalformed`, nothing else, and never a value that cannot be stored."""

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.channels.errors import BodyMalformed
from helpdesk.channels.model import Addressed, Ignored
from integrations.whatsapp import payloads
from integrations.whatsapp.parse import arrivals

BODIES = [
    json.loads(path.read_text("utf-8"))["body"]
    for path in sorted((Path(__file__).parent / "samples" / "whatsapp").glob("*.json"))
]
LIMITS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ODD_TEXTS = [
    "",
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "1763770000",
    "-1",
    "text",
    "wamid.X",
    "\u202e",
    "x" * 5000,
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(ODD_TEXTS)
    | st.text(st.characters(codec=None), max_size=20)  # surrogates too
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)

WRONG: tuple[object, ...] = (3, [], {}, None, "\x00", "\ud800", [[[]]])
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every part of a JSON value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], (*path, index))


def replaced(value: Any, path: tuple[Any, ...], part: object) -> Any:
    """A copy with one part changed."""
    whole = copy.deepcopy(value)
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = part
    return whole


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A true body with one to four parts replaced by anything."""
    body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(places(body)) or [("object",)]))
        body = replaced(body, path, draw(ANYTHING))
    return json.dumps(body).encode()


def texts(value: Any) -> Iterator[str]:
    """Every string inside an arrival."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def must_be_storable(found: list[Addressed]) -> None:
    assert found
    for addressed in found:
        assert not any(UNSTORABLE.search(text) for text in texts(msgspec.to_builtins(addressed)))
        arrival = addressed.arrival
        assert 0 < len(arrival.external_id) <= 300
        assert arrival.at.tzinfo is not None
        if isinstance(arrival, Ignored):
            assert arrival.reason


@LIMITS
@given(damaged())
def test_a_damaged_body_gives_arrivals_that_can_be_stored(body: bytes) -> None:
    must_be_storable(arrivals(body))


@LIMITS
@given(ANYTHING)
def test_any_json_value_gives_arrivals(value: object) -> None:
    must_be_storable(arrivals(json.dumps(value).encode()))


@LIMITS
@given(st.binary(max_size=200))
def test_any_bytes_give_arrivals_or_a_refusal(body: bytes) -> None:
    judge(body)


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bytes_are_judged_as_python_judges_them(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        body = bytearray(json.dumps(chance.choice(BODIES), ensure_ascii=False).encode())
        for _ in range(chance.randint(1, 3)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        judge(bytes(body))


def judge(body: bytes) -> None:
    """Malformed exactly when Python's `json` refuses, or there is a byte-order mark."""
    try:
        json.loads(body)
        readable = not body.startswith(payloads.BYTE_ORDER_MARKS)
    except ValueError:
        readable = False
    try:
        found = arrivals(body)
    except BodyMalformed:
        assert not readable
    else:
        assert readable
        must_be_storable(found)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_one_wrong_part_never_costs_a_neighbour(body: Any) -> None:
    value = body["entry"][0]["changes"][0]["value"]
    items = [*value.get("messages", ()), *value.get("statuses", ())]
    for path in places(items):
        for part in WRONG:
            messages = [healthy("BEFORE"), *replaced(items, path, part), healthy("AFTER")]
            change = {"field": "messages", "value": {"messages": messages}}
            whole = {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}
            names = [each.arrival.external_id for each in arrivals(json.dumps(whole).encode())]
            assert (names[0], names[-1]) == ("wamid.BEFORE", "wamid.AFTER"), path
            assert len(names) == len(messages)


def healthy(name: str) -> dict[str, Any]:
    return {
        "from": "6281200000777",
        "id": f"wamid.{name}",
        "timestamp": "1763770000",
        "type": "text",
        "text": {"body": "tetap di sini"},
    }
