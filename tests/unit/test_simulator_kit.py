"""What all simulators stand on: things that are kept so long, faults that are ordered."""

import pytest
from litestar.exceptions import ClientException

from kit.simulator.handles import order_of
from kit.simulator.latest import Latest
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
