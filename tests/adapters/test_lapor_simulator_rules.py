"""The simulated LAPOR takes no half reporter, and remembers only so much."""

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.lapor.simulator.faults import Call
from integrations.lapor.simulator.ledger import DOCUMENTS_KEPT, Ledger, Refused
from integrations.lapor.simulator.model import SimulatedAgency

AGENCY = SimulatedAgency(institution_id=151, name="Dinas", auth_value="Bearer a", token_value="{B}")
WHOLE: dict[str, Any] = {
    "title": "Antrean",
    "content": "Antrean habis.",
    **dict.fromkeys(("channel", "user_id", "classification_id", "category_id", "location_id"), 1),
    "disposition_id": 151,
    **dict.fromkeys(("is_anonymous", "is_secret", "is_priority", "is_new_user_slider"), False),
    "attachments": False,
}
CITIZEN = {"is_new_user_slider": True, "nameUser": "Siti", "phoneUser": "+6281234567890"}


def _ledger() -> Ledger:
    return Ledger(lambda: datetime(2026, 11, 20, tzinfo=UTC), [AGENCY], lambda: 0.0)


def test_a_filing_in_a_citizens_name_needs_no_service_account() -> None:
    body = {name: value for name, value in (WHOLE | CITIZEN).items() if name != "user_id"}
    assert _ledger().file(AGENCY, body).body["nameUser"] == "Siti"


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_new_user_slider": True},
        {"is_new_user_slider": True, "nameUser": "Siti"},
        {"is_new_user_slider": True, "phoneUser": "+6281234567890"},
        {**CITIZEN, "nameUser": " "},
        {**CITIZEN, "phoneUser": 62812},
        {"nameUser": "Siti"},
        {"user_id": None},
    ],
)
def test_half_a_reporter_or_one_that_nobody_asked_for_is_refused(wrong: dict[str, Any]) -> None:
    ledger = _ledger()
    with pytest.raises(Refused):
        ledger.file(AGENCY, WHOLE | wrong)
    assert ledger.filed == 0


def test_so_many_files_are_remembered_and_the_oldest_forgotten() -> None:
    ledger = _ledger()
    for _ in range(DOCUMENTS_KEPT // 100 + 1):
        ledger.failure(Call.UPLOAD)
        last = ledger.keep([(f"{place}.png", b"x") for place in range(100)])
    assert (len(ledger.documents), ledger.documents[-1]) == (DOCUMENTS_KEPT, last[-1])
