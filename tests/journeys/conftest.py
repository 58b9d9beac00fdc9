"""A running Sahut for the tests of one file; when one fails, the end of its log stands in the report."""

from collections.abc import Iterator
from typing import Any

import pytest

from support.installation import Installation, installed


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Started before the first test of the file, stopped after the last."""
    with installed() as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Add the log to the report of a failure."""
    report: pytest.TestReport = yield
    running = getattr(item, "funcargs", {}).get("installation")
    if report.failed and isinstance(running, Installation):
        report.sections.append(("sahut up", running.log_end()))
    return report
