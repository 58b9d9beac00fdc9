"""Ids made in Python."""

import time
from uuid import RFC_4122

from kit.ids import uuid7


def test_ids_are_of_version_seven_carry_the_time_and_sort_as_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(5000)]
    after = time.time_ns() // 1_000_000
    assert {(each.version, each.variant) for each in made} == {(7, RFC_4122)}
    assert all(before <= each.int >> 80 <= after for each in made)
    assert len(set(made)) == len(made)
    assert made == sorted(made)
