"""Facts about the files of a case."""

from uuid import UUID

from helpdesk.facts.fact import Fact


class FileChecked(Fact, frozen=True, kw_only=True, tag="file.checked"):
    """The virus scanner has looked at a file: it may be fetched, or something was found and nobody gets it."""

    file_id: UUID
    message_id: UUID | None
    found: str = ""
    """The scanner's name for what it found; empty for a clean file."""
