"""What a person typed, as it may be stored and sent."""

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.conversations.model import PIN_PLACE
from helpdesk.conversations.rules import cleaned, is_open, window_ends
from kit.errors import Invalid


def test_no_text_smuggles_in_a_pin_or_what_a_database_refuses() -> None:
    assert cleaned(f" PIN Anda:\x00 {PIN_PLACE}\r\nsalam ", "text", 100) == "PIN Anda: \nsalam"
    assert cleaned(f" {PIN_PLACE} ", "text", 100, needed=False) == ""


@pytest.mark.parametrize(("text", "code"), [(f"\x00{PIN_PLACE} ", "required"), ("12345", "too_long")])
def test_a_text_that_will_not_do_names_its_field(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        cleaned(text, "reason", 4)
    assert refused.value.details["fields"] == {"reason": code}


def test_free_text_may_be_sent_for_a_day_after_the_citizen_wrote() -> None:
    wrote, day = datetime(2026, 11, 23, 9, 0, tzinfo=UTC), timedelta(days=1)
    assert is_open(wrote, day, wrote + day - timedelta(seconds=1))
    assert not is_open(wrote, day, wrote + day)
    assert not is_open(None, day, wrote), "who never wrote opened no window"
    assert is_open(None, None, wrote), "a channel without a window is always open"
    assert window_ends(wrote, day, wrote) == wrote + day
    assert window_ends(None, day, wrote) == wrote
    assert window_ends(wrote, None, wrote) is None
