"""The second net under the logs: what slips through by mistake is hidden."""

import pytest

from kit.ids import uuid7
from kit.logging import redact

CANARIES = [
    *("+6281234567890", "081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"),
    *("siti@example.org", "3325010101900001"),
]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_number_or_address_is_hidden_wherever_it_stands(canary: str) -> None:
    line = {
        "event": f"from {canary}",
        "detail": f"({canary})",
        "deep": {"list": [canary, {"more": (canary,)}], canary: 1},
        "error": ValueError(canary),
        "raw": canary.encode(),
    }
    assert canary not in str(redact(None, "info", line))


@pytest.mark.parametrize(
    "name", ["access_token", "password", "Authorization", "pin", "text", "recipient_phone", "set_cookie"]
)
def test_a_field_is_hidden_by_its_name(name: str) -> None:
    assert "nilai" not in str(redact(None, "info", {"event": "x", name: "nilai", "deep": {name: "nilai"}}))


def test_ids_codes_times_and_counts_stay_readable() -> None:
    entry = str(uuid7())
    line = {
        "event": "intake_entry_failed", "timestamp": "2026-11-22T01:20:00.123456Z", "level": "info",
        "entry": entry, "error": "DataError", "tenant": 12, "seconds": 0.25, "ok": True, "none": None,
        "place": "helpdesk.intake.service:61",
    }  # fmt: skip
    assert redact(None, "info", dict(line)) == line
