"""Facts about messages on their way to a citizen."""

from uuid import UUID

from helpdesk.facts.fact import Fact


class DeliveryChanged(Fact, frozen=True, kw_only=True, tag="delivery.changed"):
    """A message to the citizen moved on, or failed."""

    message_id: UUID
    state: str
    code: str = ""


class SentEarly(Fact, frozen=True, kw_only=True, tag="delivery.sent_early"):
    """A person did not let news wait for the end of the quiet hours."""

    message_id: UUID
