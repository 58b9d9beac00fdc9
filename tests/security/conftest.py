"""Fixtures of the tests that look for what nobody may read."""

import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from kit.logging import configure


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What a process that logs as in production writes on its standard error."""
    root, stream = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    configure(level=logging.DEBUG)
    structlog.configure(cache_logger_on_first_use=False)  # the next test logs elsewhere
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
