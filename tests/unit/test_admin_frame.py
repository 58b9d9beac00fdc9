"""The side bar of the administration."""

from admin.frame.service import GROUPS, Section


def test_every_section_stands_under_one_head() -> None:
    grouped = [section for sections in GROUPS.values() for section in sections]
    assert sorted(grouped) == sorted(Section)
