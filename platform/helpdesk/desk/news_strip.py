"""What the offices above tell, above every page until the reader has read it."""

from collections.abc import Sequence

from helpdesk.announcements.model import Heard, Importance
from helpdesk.announcements.rules import pressing
from ui.model import News


def news_of(told: Sequence[Heard], path: str) -> News | None:
    """The most pressing of what is unread; none when all of it was read."""
    unread = pressing(told)
    if not unread:
        return None
    first = unread[0]
    return News(
        title=first.title,
        office=first.office,
        href=f"{path}/announcements#{first.id}",
        pressing=first.importance is Importance.IMPORTANT,
        more=len(unread) - 1,
    )
