"""A running desk for the tests of one file; when one fails, the end of its log stands in the report."""

from collections.abc import Iterator
from typing import Any

import pytest

from support.desk import Desk, running_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Started before the first test of the file, stopped after the last."""
    with running_desk() as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Add the log to the report of a failure."""
    report: pytest.TestReport = yield
    running = getattr(item, "funcargs", {}).get("desk")
    if report.failed and isinstance(running, Desk):
        report.sections.append(("sahut up", running.log_end()))
    return report
