"""Facts about cases that came from a spreadsheet."""

from uuid import UUID

from helpdesk.facts.fact import Fact


class CaseImported(Fact, frozen=True, kw_only=True, tag="case.imported"):
    """The case came from a sheet that the office had kept until then, with its own dates."""

    import_id: UUID
    place: int
    """The line of that sheet."""
    number: str = ""
    """What the sheet called it."""


class CaseWithdrawn(Fact, frozen=True, kw_only=True, tag="case.withdrawn"):
    """The import that brought the case was undone before anybody worked on it: it is shown to nobody any more."""

    import_id: UUID


SheetFact = CaseImported | CaseWithdrawn
