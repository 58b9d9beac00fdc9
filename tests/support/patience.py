"""The product goes on without a Valkey or a remote that does not answer soon; a busy machine is neither of them."""

from helpdesk.live import presence, ringing
from kit import http, limits

ENOUGH = 60.0
"""Seconds. Whoever refuses a connection is still known at once."""


def be_patient() -> None:
    """From now on this process waits for what is only slow; what is promised does not change."""
    limits._PATIENCE = presence._PATIENCE = ringing._PATIENCE = ENOUGH
    http.CONNECT_SECONDS = http.TOTAL_SECONDS = ENOUGH
