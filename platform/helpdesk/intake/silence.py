"""Dialogues that their citizens left alone."""

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations import store as conversations
from helpdesk.dialogues import rules as dialogues
from helpdesk.dialogues import store
from helpdesk.inbox.store import Verdict
from helpdesk.intake.filing import Ended, file_dialogues
from tenants.doors import Scope
from tenants.offices.model import Office


async def give_up(scope: Scope, office: Office, most: int) -> tuple[list[Verdict], int]:
    """End the dialogues that were left alone; answers what became of their messages, and how many ended."""
    left = await store.left_alone(scope, most)
    ended: list[Ended] = []
    for place, dialogue in left.items():
        conversation, turn = await conversations.load(scope, place), dialogues.left_alone(dialogue)
        if conversation is not None and turn.filing is not None:
            ended.append(Ended(conversation=conversation, filing=turn.filing, channel=ChannelKind.WHATSAPP))
    verdicts = await file_dialogues(scope, ended, office) if ended else []
    await store.end(scope, list(left))
    if left:
        await conversations.mark_asked(scope, left, asked=False)
    return verdicts, len(left)
