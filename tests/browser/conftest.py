"""Fixtures of the tests in a browser."""

import pytest
from playwright import async_api, sync_api

from support.patience import ENOUGH


@pytest.fixture(scope="session", autouse=True)
def _patient_eyes() -> None:
    """Whoever looks for something on a page looks until it is there; on a busy machine that takes its time."""
    for expect in (sync_api.expect, async_api.expect):
        expect.set_options(timeout=ENOUGH * 1000)
