"""Which case a message belongs to, and what a new one is called."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState
from helpdesk.channels.model import ChannelKind

REOPEN_WITHIN = timedelta(days=14)
"""A message this soon after closing takes the case up again (10 working days, domain.md §7); later, a new one
is opened, so that figures stay honest."""
TITLE_CHARACTERS = 80
SUMMARY_CHARACTERS = 500
WARN_EVERY = timedelta(hours=24)
"""How often one conversation is told to call 119."""
OWN_WORDS = frozenset({ChannelKind.WHATSAPP, ChannelKind.PORTAL, ChannelKind.EMAIL, ChannelKind.SMS})
"""Channels on which the citizen writes, not an officer."""
FORGEABLE = frozenset({ChannelKind.SMS, ChannelKind.EMAIL})
"""Channels whose sender proves nothing (an SMS sender can be set by whoever sends it)."""
APART = frozenset({ChannelKind.EMAIL})
"""Channels on which a message belongs to a case only when it names a letter of ours: else it opens its own."""
MOST_OPENED = 10
"""Cases that one address opens in an hour; what comes above that is set aside for a person."""
MOST_UNASKED = 3
"""Mails that one address gets in a day from all offices together, besides what belongs to a talk."""


def title_of(text: str, kind: str) -> str:
    """The first words of what was written, cut between words; a name for what came without words."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if not first:
        return f"[{kind}]"
    if len(first) <= TITLE_CHARACTERS:
        return first
    cut = first[:TITLE_CHARACTERS].rsplit(" ", 1)[0]
    return f"{cut or first[:TITLE_CHARACTERS]}…"


def takes_messages(case: Case, now: datetime) -> bool:
    """May a message be added to it? Not to spam, to a duplicate, or to what was closed too long ago."""
    ended_long_ago = case.closed_at is not None and case.closed_at <= now - REOPEN_WITHIN
    return not case.spam and case.duplicate_of is None and not ended_long_ago


def reachable(case: Case, contact_id: UUID | None, conversation_id: UUID | None) -> Case:
    """A case without a channel is answered from now on where its own contact writes; others stay as they are."""
    if case.conversation_id is not None or contact_id is None or contact_id != case.contact_id:
        return case
    return replace(case, conversation_id=conversation_id)


def is_ended(case: Case) -> bool:
    """Closed or rejected: a message reopens it."""
    return case.state in (CaseState.CLOSED, CaseState.REJECTED)


def candidates(stated: UUID | None, answered: UUID | None, latest: UUID | None) -> tuple[UUID, ...]:
    """The case the channel named, then the one whose message is answered, then the latest living one."""
    return tuple(dict.fromkeys(each for each in (stated, answered, latest) if each is not None))
