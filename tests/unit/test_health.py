"""What an operator sees of the work that waits."""

import inspect
import re

from wiring import health, worker


def test_how_far_behind_each_kind_of_work_is_stands_in_the_health() -> None:
    asked = re.findall(r'due\("(\w+)"\)', inspect.getsource(worker))
    assert len(asked) > 9
    assert set(health.TOPICS) == set(asked)
