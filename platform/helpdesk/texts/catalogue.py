"""Every automatic text, by what it belongs to."""

from collections.abc import Mapping
from enum import StrEnum

from helpdesk.texts.asked import ASKED
from helpdesk.texts.in_talks import DIALOGUE, TRACKING
from helpdesk.texts.model import Text
from helpdesk.texts.to_citizens import CONSENT, EMERGENCY, NEWS
from helpdesk.texts.to_colleagues import COLLEAGUES


class Group(StrEnum):
    """What texts belong to, in the order in which they are read."""

    NEWS = "news"
    TRACKING = "tracking"
    DIALOGUE = "dialogue"
    COLLEAGUES = "colleagues"
    ASKED = "asked"
    CONSENT = "consent"
    EMERGENCY = "emergency"


GROUPS: Mapping[Group, tuple[Text, ...]] = {
    Group.NEWS: NEWS,
    Group.TRACKING: TRACKING,
    Group.DIALOGUE: DIALOGUE,
    Group.COLLEAGUES: COLLEAGUES,
    Group.ASKED: ASKED,
    Group.CONSENT: CONSENT,
    Group.EMERGENCY: EMERGENCY,
}
BY_KEY: Mapping[str, Text] = {text.key: text for texts in GROUPS.values() for text in texts}
