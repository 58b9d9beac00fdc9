"""What the system writes by SMS fits one SMS, in both languages."""

import pytest
from helpdesk.notifications.short_texts import SHORT, on_channel

from helpdesk.notifications import texts
from kit.sms_parts import counted
from ui.i18n import LANGUAGES

FILLED = {
    "number": "BTG-7K4Q-29XM-C",
    "original": "BTG-7K4Q-29XM-D",
    "pin": "123456",
    "link": "https://aduan.dinkes.batangkab.go.id/t/batang/track",
    "portal": "https://aduan.dinkes.batangkab.go.id/t/batang/",
    "office": "Dinas Kesehatan Provinsi Jawa Tengah",
    "tracking": "10234567",
    "until": "30 November 2026, 16.00 WIB",
}
TO_COLLEAGUES = texts.COLLEAGUE_WROTE


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("text", sorted(SHORT))
def test_a_short_text_is_one_sms(text: str, language: str) -> None:
    said = texts.render(on_channel(text, "sms"), language, **FILLED)
    count = counted(said)
    assert not count.wide, said
    assert count.parts == (2 if text == TO_COLLEAGUES else 1), f"{len(said)} characters: {said}"


def test_other_channels_keep_the_long_text() -> None:
    for channel in ("whatsapp", "email", "portal", ""):
        assert on_channel(texts.ACKNOWLEDGED, channel) == texts.ACKNOWLEDGED


@pytest.mark.parametrize("text", [texts.ACKNOWLEDGED, texts.DANGER, texts.WISH, texts.JOINED, texts.REOPENED])
def test_number_and_emergency_stay_in_the_short_one(text: str) -> None:
    short = on_channel(text, "sms")
    for word in ("{number}", "{pin}", "{link}", "SEKARANG"):
        assert (word in text) <= (word in short)
