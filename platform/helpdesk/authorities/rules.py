"""What an authority may be called, and how it is reached."""

from helpdesk.conversations.rules import cleaned

LONGEST_NAME = 80
LONGEST_REACH = 160
MOST = 100
"""That an office may keep in its list; in a longer one nobody finds the right one."""


def checked(name: str, reach: str) -> tuple[str, str]:
    """Both as they are kept, each on one line; raises `Invalid`."""
    return (
        cleaned(" ".join(name.split()), "name", LONGEST_NAME),
        cleaned(" ".join(reach.split()), "reach", LONGEST_REACH, needed=False),
    )
