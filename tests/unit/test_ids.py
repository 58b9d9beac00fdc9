"""Ids made in Python."""

import time
from collections.abc import Callable, Iterator
from uuid import RFC_4122, UUID

import pytest
from asyncpg.pgproto.pgproto import UUID as DriverUUID

from kit import ids
from kit.errors import Missing
from kit.ids import id_in, known_id, uuid7


@pytest.fixture(params=[lambda value: UUID(bytes=value), DriverUUID], ids=["plain", "of the driver"])
def made_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    of_bytes: Callable[[bytes], UUID] = request.param
    monkeypatch.setattr(ids, "_of_bytes", of_bytes)
    yield


@pytest.mark.usefixtures("made_by")
def test_ids_are_of_version_seven_carry_the_time_and_sort_as_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(5000)]
    after = time.time_ns() // 1_000_000
    assert {(each.version, each.variant) for each in made} == {(7, RFC_4122)}
    assert all(before <= each.int >> 80 <= after for each in made)
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_what_was_written_is_an_id_or_names_nothing() -> None:
    made = uuid7()
    assert id_in(str(made)) == made == known_id(str(made), "case_missing")
    assert [id_in(written) for written in ("", None, "x", f"{made}0")] == [None] * 4
    with pytest.raises(Missing, match="case_missing"):
        known_id("'; DROP", "case_missing")
