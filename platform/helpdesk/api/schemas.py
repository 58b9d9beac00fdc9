"""What integrators send. One struct for each act; a field that an act does not have is refused."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind, Grade, Priority, Triage
from helpdesk.replies.model import Then

Version = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all bodies: unknown fields are refused, never ignored (reliability.md T7)."""


class OpenCase(Body, frozen=True, kw_only=True):
    """A case for a citizen who called, came, or wrote somewhere that Sahut does not read."""

    kind: CaseKind
    source: Literal["phone", "counter", "social_media", "email", "sms"]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5000)]
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    facility_id: UUID | None = None
    anonymous: bool = False
    confidential: bool = False
    language: Literal["id", "en"] = "id"
    grade: Grade | None = None
    """Of complaints only."""
    priority: Priority = Priority.NORMAL
    topic_id: UUID | None = None


class Acting(Body, frozen=True, kw_only=True):
    """An act on a case that needs no more. With `version` (or If-Match) it is refused when somebody else
    has changed the case since."""

    version: Version | None = None


class Judging(Acting, frozen=True, kw_only=True):
    """Grade (of complaints only), priority and topic; what is left out stays as it is, null takes it away."""

    grade: Grade | msgspec.UnsetType | None = msgspec.UNSET
    priority: Priority | msgspec.UnsetType = msgspec.UNSET
    topic_id: UUID | msgspec.UnsetType | None = msgspec.UNSET

    @property
    def triage(self) -> Triage:
        """What is said of the case."""
        return Triage(grade=self.grade, priority=self.priority, topic_id=self.topic_id)


class Correct(Judging, frozen=True, kw_only=True):
    """Kind, title, facility, grade, priority or topic put right; the version is needed."""

    kind: CaseKind | None = None
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    facility_id: UUID | None = None


class Verify(Judging, frozen=True, kw_only=True):
    """Checked, and of this kind."""

    kind: CaseKind


class Wait(Acting, frozen=True, kw_only=True):
    """For what the citizen is asked; each reason pauses a promise once."""

    reason: Literal["waiting_for_contact", "waiting_for_data"] = "waiting_for_contact"


class Assign(Acting, frozen=True, kw_only=True):
    """To a member of the office, or to nobody."""

    assignee_id: UUID | None


class MarkDuplicate(Acting, frozen=True, kw_only=True):
    """The number of the case that holds the same matter."""

    original: Number


class WriteMessage(Acting, frozen=True, kw_only=True):
    """A reply to the citizen, an internal note, or a word to another office's desk, which no citizen reads."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    kind: Literal["reply", "note", "peer"] = "reply"
    asks: bool = False
    """A word to another desk expects an answer."""
    to: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """Of several offices the one that reads it; without it all do."""
    then: Then = Then.NOTHING
    """What becomes of the case once a reply is on its way."""
    as_template: bool = False
    """Send the reply as the approved template when the channel's window for free text is over."""
    reply_to: UUID | None = None
    """The one message of the citizen that a reply answers, on channels where messages can name others (WhatsApp,
    e-mail)."""
    via: Literal["sms", "email"] | None = None
    """Another way for a reply while the case's own takes no free text, one of those that `listWays` names. The text
    then begins with the number of the case."""


class React(Acting, frozen=True, kw_only=True):
    """An emoji on one message of the citizen; an empty one takes the reaction back."""

    emoji: Literal["", "👍", "🙏", "❤️", "✅"]


class Reject(Acting, frozen=True, kw_only=True):
    """Why the office will not work on it; the reason is read by other offices that have to do with the case."""

    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Needed as long as a hand-over lives: to or from another office."""
    ground: Literal["other", "not_ours"] = "other"
    authority_id: UUID | None = None
    """Whose business it is (`GET /authorities`); needed with `not_ours`. The citizen is told."""


class MarkSpam(Acting, frozen=True, kw_only=True):
    """No case at all; the reason is read by other offices that have to do with it."""

    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Voice(Acting, frozen=True, kw_only=True):
    """Who speaks with the citizen: wish it the other way round, or answer the other desk's wish."""

    act: Literal["wish", "agree", "decline"]
    to: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """One of several offices, by its short name."""


class Propose(Acting, frozen=True, kw_only=True):
    """An answer for the citizen, proposed to the office that speaks with them."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class Erase(Acting, frozen=True, kw_only=True):
    """Erase the citizen's data of an ended case, here and in the copies of the offices it was handed to."""

    ground: Literal["request", "retention"]


class GiveBack(Acting, frozen=True, kw_only=True):
    """Return the case to the office that asked; its desk reads the reason."""

    reason: Reason
    owner: Annotated[str, msgspec.Meta(max_length=160)] | None = None
    """Whose business it is, by name, where it is none of this office's."""


class Withdraw(Acting, frozen=True, kw_only=True):
    """Take the case back from the offices that have it, or from one; their desks read the reason."""

    reason: Reason
    to: Annotated[str, msgspec.Meta(max_length=40)] = ""


class Escalate(Acting, frozen=True, kw_only=True):
    """Hand the case over to another office; the preview names them, and the messages that travel."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    reason: Reason
    leave_out: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=30)] = ()
    """Messages of the preview that stay at home."""
    files: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=100)] = ()
    """Files of the preview of which copies go along."""
    speaker: Literal["source", "target"] = "source"
    """Whose desk speaks with the citizen: this office's or the other's."""
    later_files: bool = True
    """Files of the citizen's later messages go along, as far as the relation lets their kind."""
    shown: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """What the preview said under this name; 422 with `look_again` for `to` when something else would leave now."""
