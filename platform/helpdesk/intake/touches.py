"""What people do to messages that stand already: react, change, take back."""

from collections.abc import Iterable

from helpdesk.channels.model import MessageEdited, MessageRevoked, ReactionArrived
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Conversation
from helpdesk.dialogues import rules
from helpdesk.dialogues import store as dialogues
from helpdesk.inbox.store import Entry, Verdict
from tenants.doors import Scope


async def take_touch(
    scope: Scope, entry: Entry, arrival: ReactionArrived | MessageEdited | MessageRevoked
) -> Verdict:
    """Apply it to the message it speaks of; one that is not ours is recorded as ignored, never a case."""
    identities = arrival.sender.identities
    keys = [(entry.account_id, identity.scheme, identity.value) for identity in identities]
    threads = await conversations.find(scope, keys) if keys else {}
    wanted = [(thread.id, arrival.message_id) for thread in threads.values()]
    found = await conversations.cases_of_external(scope, wanted) if wanted else {}
    if not found and await _in_dialogue(scope, threads.values(), arrival):
        return Verdict(entry.id, "taken")
    if not found:
        return Verdict(entry.id, "ignored", "speaks of a message that is not here")
    case_id, message_id = next(iter(found.values()))
    if isinstance(arrival, ReactionArrived):
        await conversations.mark_reaction(scope, message_id, arrival.emoji)
    elif isinstance(arrival, MessageEdited):
        await conversations.mark_edited(scope, message_id, arrival.text)
    else:
        await conversations.mark_revoked(scope, message_id, arrival.at)
    return Verdict(entry.id, "taken", case_id=case_id)


async def _in_dialogue(
    scope: Scope,
    threads: Iterable[Conversation],
    arrival: ReactionArrived | MessageEdited | MessageRevoked,
) -> bool:
    """Apply it to what was said in a dialogue that is no case yet; false when that is not there."""
    asked = [thread.id for thread in threads if thread.asked]
    if not asked or isinstance(arrival, ReactionArrived):
        return False
    for place, dialogue in (await dialogues.load(scope, asked)).items():
        if isinstance(arrival, MessageEdited):
            after = rules.changed(dialogue, arrival.message_id, arrival.text.replace(PIN_PLACE, ""))
        else:
            after = rules.taken_back(dialogue, arrival.message_id, arrival.at)
        if after is not None:
            await dialogues.change(scope, place, after)
            return True
    return False
