"""The torture set: what must be read from each raw letter."""

import pytest

from integrations.email.parse import read
from support.letters import NAMES, expected, further, inspected, raw


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_read_as_it_should(name: str) -> None:
    wanted = expected(name)
    mail = read(raw(name))
    inspect = wanted["inspect"]
    assert inspected(mail) == inspect | {"defects": sorted(inspect["defects"])}
    more = wanted.get("more", {})
    never = more.pop("never_shown", [])
    assert more == {key: value for key, value in further(mail).items() if key in more}
    assert not [word for word in never if word.lower() in mail.safe_html.lower()]


def test_the_set_is_large() -> None:
    assert len(NAMES) >= 150
