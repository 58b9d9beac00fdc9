"""Messages from the office's own people.

The rule: what comes from a number that stands with somebody who works for this office now is never a citizen's
message. It opens no case and is added to none; it is answered with the way to the case's page. Whoever wants
to report something as a citizen is shown the portal. The number is the one the channel itself vouches for.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from helpdesk.channels.model import ChannelKind
from helpdesk.events import ColleagueWrote
from helpdesk.inbox.store import Verdict
from helpdesk.intake.batch import Piece
from helpdesk.intake.store import OwnHands, own_hands
from helpdesk.notifications.store import heard_from
from tenants.doors import Scope
from tenants.outbox.service import announce

REASON = "written by a colleague"


async def hands_of(scope: Scope, pieces: Sequence[Piece], threads: frozenset[ChannelKind]) -> OwnHands:
    """Who of those that wrote is a colleague, and whether units are among them."""
    senders = [each for p in pieces if p.has_way_back(threads) for each in p.arrival.sender.identities]
    phones = {each.value for each in senders if each.scheme == "phone"}
    emails = {each.value.lower() for each in senders if each.scheme == "email"}
    return await own_hands(scope, phones, emails) if phones or emails else OwnHands({}, units=False)


async def without_colleagues(
    scope: Scope, pieces: list[Piece], threads: frozenset[ChannelKind], known: Mapping[str, UUID]
) -> tuple[list[Piece], list[Verdict]]:
    """The citizens' pieces, and what became of the others; each colleague who wrote is announced once."""
    if not known:
        return pieces, []
    citizens: list[Piece] = []
    ours: list[Piece] = []
    wrote: dict[tuple[object, object], ColleagueWrote] = {}
    for piece in pieces:
        found = [known[phone] for phone in _phones(piece) if phone in known]
        if not piece.has_way_back(threads) or not found:
            citizens.append(piece)
            continue
        ours.append(piece)
        wrote[found[0], piece.entry.account_id] = ColleagueWrote(
            membership_id=found[0],
            account_id=piece.entry.account_id,
            at=scope.now,
            reply_to=piece.arrival.reply_to,
        )
    await _heard(scope, list(wrote.values()))
    return citizens, [Verdict(piece.entry.id, "ignored", REASON) for piece in ours]


async def _heard(scope: Scope, wrote: Sequence[ColleagueWrote]) -> None:
    for each in wrote:
        await heard_from(scope, each.membership_id, each.account_id)
    await announce(scope, wrote)


def _phones(piece: Piece) -> list[str]:
    return [each.value for each in piece.arrival.sender.identities if each.scheme == "phone"]
