"""What a merge does not open: a case that waits for a channel is not answered where another person's number writes.

Such a case takes the thread of whoever writes first, and that thread is told number and PIN. When an officer found
that two contacts are one, only those by whom an older case was known before may become its channel.
"""

from collections.abc import Mapping
from uuid import UUID

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.contacts import merges
from helpdesk.contacts.rules import other_side
from helpdesk.conversations.model import Conversation
from helpdesk.intake import rules
from tenants.doors import Scope


async def keep_apart(
    scope: Scope,
    places: Mapping[UUID, Conversation],
    wanted: dict[UUID, tuple[UUID, ...]],
    held: dict[UUID, Case],
) -> None:
    """Take such cases out of what messages may belong to; what their own thread holds stands there instead.

    `places`: messages and where they came, but for those that prove by a code which case they mean.
    """
    silent = {case.id: case for case in held.values() if case.conversation_id is None and case.contact_id}
    concerned = {each: place for each, place in places.items() if silent.keys() & set(wanted.get(each, ()))}
    people = {case.contact_id for case in silent.values() if case.contact_id} if concerned else set()
    standing = await merges.standing(scope, people) if people else []
    if not standing:
        return

    def opens(case_id: UUID, place: Conversation) -> bool:
        case = silent.get(case_id)
        return case is None or not any(
            other_side(merge, case.id, case.opened_at, (place.scheme, place.address))
            for merge in standing
            if merge.kept_id == case.contact_id
        )

    for message_id, place in concerned.items():
        left = tuple(each for each in wanted[message_id] if opens(each, place))
        if left != wanted[message_id]:
            wanted[message_id] = (*left, *await _in_thread(scope, place.id, held))


async def _in_thread(scope: Scope, thread: UUID, held: dict[UUID, Case]) -> list[UUID]:
    """The newest case of the thread itself; asked for nobody's name, so that only the thread counts."""
    found = await cases.latest_in_threads(scope, {thread: thread}, scope.now - rules.REOPEN_WITHIN)
    held |= await cases.load_many(scope, found.values()) if found else {}
    return list(found.values())
