"""A template of one account."""

from uuid import UUID

import msgspec

from helpdesk.channels.model import TemplateState

MARKETING = "marketing"
"""The category of what nobody asked for: announcements, invitations."""


class MessageTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A text that the channel knows by name and language; `{{1}}`, `{{2}}` … in it are its variables."""

    id: UUID
    account_id: UUID
    name: str
    language: str
    category: str
    """`utility`, `marketing` or `authentication`: what the channel charges it as."""
    body: str
    variables: tuple[str, ...]
    """What each variable stands for, in order; its number where nobody said."""
    state: TemplateState
    version: int = 1
    """Goes up with every change; who saves names the version that was read."""


class TypedTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator typed, as it was typed."""

    name: str = ""
    language: str = "id"
    category: str = "utility"
    body: str = ""
    variables: str = ""
    """What the variables stand for, with commas between; may stay empty."""
    state: str = TemplateState.PENDING.value


class FetchedTemplates(msgspec.Struct, frozen=True, kw_only=True):
    """What reading the remote's list changed here."""

    added: int
    changed: int
    gone: int
    """Known here, no longer there: switched off."""
    skipped: int
    """There, but made of more than a text (pictures, named variables, buttons with variables)."""
