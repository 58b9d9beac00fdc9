"""What integrators send about a case in SP4N-LAPOR, and what they are answered."""

from typing import Annotated
from uuid import UUID

import msgspec

from helpdesk.api.answers import Answer
from helpdesk.api.schemas import Acting
from helpdesk.channels.register import FollowupKind
from helpdesk.registers.model import AnswerStep, Mode, Step, Wishes

_RemoteId = Annotated[str, msgspec.Meta(pattern="^[0-9]{0,11}$")]


class FileInRegister(Acting, frozen=True, kw_only=True):
    """A filing in SP4N-LAPOR; what is left out is the case's own. `confirmed` says that a text which still tells who
    the citizen is may go; an anonymous case never goes with it."""

    title: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    content: Annotated[str, msgspec.Meta(min_length=1, max_length=10000)] | None = None
    with_files: bool = True
    """All files of the citizen go along, or none."""
    secret: bool | None = None
    anonymous: bool | None = None
    """What is left out of these two is as usual at the office; whoever was promised silence stays unnamed anyway."""
    classification: _RemoteId = ""
    category: _RemoteId = ""
    location: _RemoteId = ""
    transfer_to: _RemoteId = ""
    transfer_reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    confirmed: bool = False

    @property
    def wishes(self) -> Wishes:
        """What is wished of the filing."""
        own = (name for name in Wishes.__struct_fields__ if name != "files")
        fields = {name: getattr(self, name) for name in own}
        return Wishes(files=None if self.with_files else (), **fields)


class NoteNumber(Acting, frozen=True, kw_only=True):
    """The number that SP4N-LAPOR gave the case."""

    tracking_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class NoteStatus(Acting, frozen=True, kw_only=True):
    """How the case stands there, as somebody read it."""

    status: Annotated[
        str,
        msgspec.Meta(
            description="One of unverified, verified, in_process, answered, finished, rejected, archived, on_hold."
        ),
    ]
    institution: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """Who holds it there; what is left out stays as it is known."""


class AnswerInRegister(Acting, frozen=True, kw_only=True):
    """An answer for the case there; files are those that the office itself sent to the citizen."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=10000)]
    """At most as long as the office's account says, which is usually 1000 characters."""
    kind: FollowupKind = FollowupKind.ANSWER
    """What it says: it chooses the template that marks it there."""
    files: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=10)] = ()
    confirmed: bool = False
    """A text that still tells who the citizen is may go; an anonymous case never goes with it."""


class SettleAnswer(Acting, frozen=True, kw_only=True):
    """Whether an answer of unknown outcome stands there."""

    is_there: bool


class NoteConsent(Acting, frozen=True, kw_only=True):
    """Whether the citizen agrees that the case is filed there, and how that was said."""

    given: bool
    contact: bool = False
    """They agree as well that their name and how they are reached go along, where the office shares them."""
    how: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class InRegister(Answer, frozen=True, kw_only=True):
    """How the filing stands; the number of one that was just asked for follows as `register.filed`."""

    id: UUID
    step: Step
    mode: Mode
    """In which way it is filed: by machine (`api`), by hand (`manual`), or only to try things (`sandbox`)."""


class RegisterAnswerOut(Answer, frozen=True, kw_only=True):
    """How an answer for the register stands; that it is there follows as `register.answered`."""

    id: UUID
    step: AnswerStep


class ConsentOut(Answer, frozen=True, kw_only=True):
    """What was written down."""

    given: bool
    contact: bool
    how: str
