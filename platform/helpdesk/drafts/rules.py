"""What becomes of drafts that meet, and what may not be sent yet."""

import re
from collections.abc import Sequence
from uuid import UUID

from helpdesk.drafts.model import Draft, DraftState, Tab
from tenants.permissions.model import Permission

RIGHTS = {Tab.REPLY: Permission.REPLY, Tab.NOTE: Permission.NOTE, Tab.PEER: Permission.REPLY}
"""Who may write in a tab; those who may also see what colleagues write there."""

LONGEST = 12_000
"""Characters kept of a draft: more than may be sent, so that a text that is too long can be shortened."""

_PLACE = re.compile(r"\{([a-z_]{2,30})\}")


def joined(first: str, second: str) -> str:
    """Two texts of one author below each other; one that holds the other is enough."""
    if second.strip() in first:
        return first
    return second if first.strip() in second else f"{first.rstrip()}\n\n{second.lstrip()}"


def unfilled(text: str) -> tuple[str, ...]:
    """Places of a canned reply that nobody filled, each once: nothing with one of them is sent."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def mine(drafts: Sequence[Draft], author_id: UUID | None, tab: Tab) -> Draft | None:
    """What the author writes in a tab now."""
    return next((each for each in drafts if _is(each, author_id, DraftState.WRITING, tab)), None)


def held(drafts: Sequence[Draft], author_id: UUID | None) -> Draft | None:
    """The author's answer that waits to be sent."""
    return next((each for each in drafts if _is(each, author_id, DraftState.HELD, Tab.REPLY)), None)


def _is(draft: Draft, author_id: UUID | None, state: DraftState, tab: Tab) -> bool:
    return draft.author_id == author_id and draft.state is state and draft.tab is tab
