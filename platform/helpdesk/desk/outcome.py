"""What a form led to, when its page is shown again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from helpdesk.casefile.model import Revealed
from helpdesk.desk.refusals import field_errors, sentence
from helpdesk.desk.shell import Say
from helpdesk.drafts.model import Draft
from kit.errors import Invalid, Refusal
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


def refused(deed: str, typed: Mapping[str, str], refusal: Refusal, say: Say) -> Outcome:
    """Why it was not done: told by its fields where they are wrong, else as a sentence."""
    if isinstance(refusal, Invalid):
        return Outcome(deed=deed, typed=typed, errors=field_errors(refusal, say), status=422)
    return Outcome(deed=deed, typed=typed, refusal=sentence(refusal, say), status=409)
