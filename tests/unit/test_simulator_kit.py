"""What all simulators stand on: things that are kept so long, faults that are ordered."""

from datetime import UTC, datetime, timedelta

import pytest
from litestar.exceptions import ClientException

from kit.simulator.handles import order_of
from kit.simulator.latest import Latest
from kit.simulator.limits import Limit, Meter
from kit.simulator.model import Faults


def test_what_was_put_longest_ago_is_forgotten_first() -> None:
    kept = Latest[str, int](3)
    for name, thing in (("a", 1), ("b", 2), ("c", 3), ("a", 4), ("d", 5)):
        assert kept.put(name, thing) == thing
    assert list(kept) == [3, 4, 5]
    assert list(reversed(kept)) == [5, 4, 3]
    assert kept.get("b") is None
    assert (kept.get("c"), list(kept)) == (3, [3, 4, 5]), "looking changes nothing"


def test_faults_that_are_not_named_stay_unless_all_are_forgotten() -> None:
    before = Faults(throttled=2, shuffle=True)
    order = order_of({"line": "1", "throttled": 5}, "line")
    assert (order.account, order.after(before)) == ("1", Faults(throttled=5, shuffle=True))
    anew = order_of({"line": "1", "reset": True, "fails": 1}, "line")
    assert anew.after(before) == Faults(fails=1)


@pytest.mark.parametrize("body", [{}, {"line": 1}, {"line": "1", "reset": "ya"}, {"line": "1", "unknown": 1}])
def test_an_order_that_cannot_be_read_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(ClientException):
        order_of(body, "line").after(Faults())


def _waits(limit: Limit, *seconds: float) -> list[float]:
    meter, begin = Meter(), datetime(2026, 11, 23, tzinfo=UTC)
    return [meter.wait("a", limit, begin + timedelta(seconds=each)) for each in seconds]


def test_so_many_are_let_through_at_once_and_then_one_in_each_step() -> None:
    limit = Limit(at_once=2, every=10.0)
    assert _waits(limit, 0, 0, 0, 4, 10, 10, 19, 20) == [0, 0, 10, 6, 0, 10, 1, 0]
    assert _waits(limit, 0, 0, 60, 60, 60) == [0, 0, 0, 0, 10], "what is quiet for long may borrow no more"


def test_what_was_refused_uses_up_nothing_and_places_know_nothing_of_each_other() -> None:
    meter, limit, now = Meter(), Limit(at_once=1, every=10.0), datetime(2026, 11, 23, tzinfo=UTC)
    assert [meter.wait(place, limit, now) for place in ("a", "a", "a", "b")] == [0, 10, 10, 0]
    assert meter.wait("a", limit, now + timedelta(seconds=10)) == 0


def test_without_seconds_there_is_no_limit() -> None:
    assert _waits(Limit(at_once=1, every=0.0), *[0] * 50) == [0] * 50
