"""What a person typed, as it may be stored and sent."""

import pytest

from helpdesk.conversations.model import PIN_PLACE
from helpdesk.conversations.rules import cleaned
from kit.errors import Invalid


def test_no_text_smuggles_in_a_pin_or_what_a_database_refuses() -> None:
    assert cleaned(f" PIN Anda:\x00 {PIN_PLACE}\r\nsalam ", "text", 100) == "PIN Anda: \nsalam"
    assert cleaned(f" {PIN_PLACE} ", "text", 100, needed=False) == ""


@pytest.mark.parametrize(("text", "code"), [(f"\x00{PIN_PLACE} ", "required"), ("12345", "too_long")])
def test_a_text_that_will_not_do_names_its_field(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        cleaned(text, "reason", 4)
    assert refused.value.details["fields"] == {"reason": code}
