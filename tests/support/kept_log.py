"""What a process that logs as in production writes on its standard error, while the servers of the test run already."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog

from kit.logging import configure


@contextmanager
def kept_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Everything that is logged meanwhile, the least important too."""
    root, stream = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    levels = {name: each.level for name, each in _loggers()}
    monkeypatch.setattr(sys, "stderr", stream)
    configure(level=logging.DEBUG)
    structlog.configure(cache_logger_on_first_use=False)  # the next test logs elsewhere
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, each in _loggers():
        each.setLevel(levels.get(name, logging.NOTSET))
    structlog.reset_defaults()


def _loggers() -> list[tuple[str, logging.Logger]]:
    known = logging.getLogger().manager.loggerDict.items()
    return [(name, each) for name, each in known if isinstance(each, logging.Logger)]
