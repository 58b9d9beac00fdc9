"""Addresses that were given out go on opening what they opened: their spelling is a promise."""

from datetime import UTC, datetime
from uuid import UUID

from helpdesk.attachments.links import FileLinks
from helpdesk.notifications.links import Links
from helpdesk.unit_links.links import UnitLinks

KEYS = [bytes(range(32))]
ONE, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def test_a_notice_leads_to_its_case() -> None:
    links = Links("", KEYS)
    given = "AQAAAAcAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAmsGMxAfAiOFFgU3cOqEA6eWIPqm"
    assert links.to_case(7, ONE, OTHER, NOW) == f"/notice/{given}"
    read = links.read(given)
    assert read is not None
    assert (read.tenant_id, read.membership_id, read.case_id) == (7, ONE, OTHER)


def test_a_file_opens() -> None:
    links = FileLinks("", "", KEYS)
    given = "AQAAAAcAAAAAAAAAAAAAAAAAAAABAAAAAGsCP7x2wMafv0zR7Vgx0AawZTN7"
    address, ends = links.to_file(7, ONE, NOW)
    assert address == f"/files/{given}"
    assert links.read(given) == (7, ONE, ends)


def test_a_units_link_opens_its_page() -> None:
    links = UnitLinks("", KEYS)
    given = "AQAAAAcAAAAAAAAAAAAAAAAAAAAB7HTHzxxoIXqNOh_NbwDp92g3"
    assert links.to_case(7, ONE) == f"/unit/{given}"
    read = links.read(given)
    assert read is not None
    assert (read.tenant_id, read.link_id) == (7, ONE)
