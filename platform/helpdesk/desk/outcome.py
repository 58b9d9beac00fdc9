"""What a form on a case led to, when the page is shown again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from helpdesk.casefile.model import Revealed
from helpdesk.drafts.model import Draft
from ui.model import FieldError, wrong_of


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a form led to when it is shown again."""

    deed: str = ""
    typed: Mapping[str, str] = {}
    errors: Sequence[FieldError] = ()
    refusal: str = ""
    """Why it was not done, as a sentence."""
    stale_since: datetime | None = None
    """When the sender last saw the case, if it changed after that."""
    newer: Draft | None = None
    """The draft that another window of the same officer saved meanwhile."""
    revealed: Revealed | None = None
    status: int = 200

    @property
    def wrong(self) -> dict[str, str]:
        """The errors by field."""
        return wrong_of(self.errors)
