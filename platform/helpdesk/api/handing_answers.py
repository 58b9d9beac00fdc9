"""What integrators get who hand a case over."""

from uuid import UUID

from helpdesk.api.answers import Answer, FileOut
from helpdesk.escalation.letter import Package
from helpdesk.escalation.model import LinkState


class HandedOver(Answer, frozen=True, kw_only=True):
    """The other office was asked."""

    id: UUID
    state: LinkState


class Target(Answer, frozen=True, kw_only=True):
    """An office that a case may be handed over to."""

    to: str
    name: str


class Preview(Answer, frozen=True, kw_only=True):
    """Exactly what another office would see of the case."""

    targets: tuple[Target, ...]
    package: Package
    message_ids: tuple[UUID, ...]
    """Of the extracts, in their order."""
    files: tuple[FileOut, ...]
    """Files of those messages that may go along; none does unless it is named."""
    shown: str
    """Say it when you hand the case over: it is refused when other things would leave this office by then."""
