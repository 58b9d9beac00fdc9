"""What a topic may be called."""

from helpdesk.conversations.rules import cleaned

LONGEST_NAME = 60
MOST = 50
"""Topics that an office may keep active; in a longer list nobody finds the right one."""


def checked(name: str) -> str:
    """The name as it is kept, on one line; raises `Invalid`."""
    return cleaned(" ".join(name.split()), "name", LONGEST_NAME)
