"""Which periods an office may set, and what a change of them means at once."""

import pytest

from helpdesk.retention.model import Period, Toll
from helpdesk.retention.rules import checked, goes_at_once, shortened
from kit.errors import Invalid

KINDS = ("complaint", "consultation", "information")


def months(**kinds: int) -> dict[str, Period]:
    return {kind: Period(months=many) for kind, many in kinds.items()}


def test_what_says_nothing_is_not_kept_and_what_has_only_a_rule_is() -> None:
    rule = Period(law="Disimpan selamanya")
    found = checked({"information": rule, "complaint": Period(months=1), "consultation": Period()}, KINDS)
    assert list(found.items()) == [("complaint", Period(months=1)), ("information", rule)]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"rumour": Period(months=1)}, "months_rumour"),
        ({"complaint": Period(months=-1)}, "months_complaint"),
        ({"complaint": Period(months=601)}, "months_complaint"),
        ({"complaint": Period(law="x" * 301)}, "law_complaint"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(wanted: dict[str, Period], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(wanted, KINDS)
    assert list(refused.value.details["fields"]) == [field]


def test_shorter_is_what_lets_data_go_sooner_than_until_now() -> None:
    before = months(complaint=24, consultation=12, information=0)
    assert shortened(before, months(complaint=12, consultation=12, information=6)) == {
        "complaint",
        "information",
    }
    assert shortened(before, months(complaint=36, consultation=0)) == set()


def test_only_what_the_change_itself_empties_asks_to_be_confirmed() -> None:
    tolls = {"complaint": Toll(now=3, soon=9), "consultation": Toll(now=5)}
    before, after = months(consultation=6), months(complaint=6, consultation=6)
    assert goes_at_once(before, after, tolls) == 3
    assert goes_at_once(after, after, tolls) == 0
