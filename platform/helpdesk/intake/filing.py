"""A dialogue becomes a case: with everything that was said in it, and number and PIN for its citizen."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from helpdesk.attachments.arriving import Arriving, add_arriving
from helpdesk.cases.model import Case, CaseState
from helpdesk.cases.numbers import new_number
from helpdesk.cases.opening import open_cases
from helpdesk.channels.model import ChannelKind
from helpdesk.contacts import store as contacts
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Conversation, Direction, Message
from helpdesk.dialogues.model import Filing, Said
from helpdesk.inbox.store import Verdict
from helpdesk.intake import rules
from helpdesk.intake.announcing import Owed, acknowledge, tell_opened
from helpdesk.intake.batch import Piece
from helpdesk.intake.warning import warn
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.permissions.model import ActorKind


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A dialogue that is to be a case."""

    conversation: Conversation
    filing: Filing
    channel: ChannelKind
    by: Piece | None = None
    """The message that ended it; none when it was left alone."""


async def file_dialogues(scope: Scope, ended: Sequence[Ended], office: Office) -> list[Verdict]:
    """Open a case from each; answers what became of all their messages."""
    opening = [(each, _case(scope, each, office)) for each in ended]
    opened = await open_cases(scope, [case for _, case in opening])
    await _keep(scope, opening)
    for language in {each.filing.language for each in ended}:
        spoken_by = [each.conversation.contact_id for each in ended if each.filing.language == language]
        await contacts.speak(scope, spoken_by, language)
    await tell_opened(scope, opened, None)
    await warn(scope, [_with_case(each.by, case) for each, case in opening if each.by is not None])
    await acknowledge(scope, [_owed(each, case) for each, case in opening], office)
    return [
        Verdict(entry_id, "taken", "", case.id) for each, case in opening for entry_id in _entries_of(each)
    ]


def _case(scope: Scope, ended: Ended, office: Office) -> Case:
    filing, place = ended.filing, ended.conversation
    told = next((said for said in filing.said if said.text.strip()), filing.said[0])
    return Case(
        id=uuid7(),
        number=new_number(office.code),
        kind=filing.kind,
        state=CaseState.RECEIVED,
        title=rules.title_of(told.text, told.kind),
        summary="\n".join(said.text for said in filing.said if said.text)[: rules.SUMMARY_CHARACTERS],
        channel=ended.channel.value,
        contact_id=place.contact_id,
        conversation_id=place.id,
        facility_id=filing.facility_id,
        anonymous=filing.anonymous,
        danger=any(said.urgent for said in filing.said),
        opened_at=min(said.received_at for said in filing.said),
        last_message_at=scope.now,
    )


async def _keep(scope: Scope, opening: Sequence[tuple[Ended, Case]]) -> None:
    """Every message as it was said, with its files; what was changed or taken back since is marked so."""
    told = [(each, case, said) for each, case in opening for said in each.filing.said]
    await conversations.add_messages(scope, [_message(*one) for one in told])
    for _, __, said in told:
        if said.first_text is not None:
            await conversations.mark_edited(scope, said.message_id, said.text)
        if said.revoked_at is not None:
            await conversations.mark_revoked(scope, said.message_id, said.revoked_at)
    files = [
        Arriving(
            case_id=case.id,
            message_id=said.message_id,
            account_id=each.conversation.account_id,
            media=media,
        )
        for each, case, said in told
        for media in said.media
    ]
    await add_arriving(scope, files)


def _message(ended: Ended, case: Case, said: Said) -> Message:
    written = said.text if said.first_text is None else said.first_text
    return Message(
        id=said.message_id,
        case_id=case.id,
        conversation_id=ended.conversation.id,
        direction=Direction.IN,
        kind=said.kind,
        channel=ended.channel.value,
        author_kind=ActorKind.CITIZEN,
        author_name="" if ended.filing.anonymous else said.author_name,
        text=written.replace(PIN_PLACE, ""),
        reply_to=said.reply_to,
        external_id=said.external_id,
        sent_at=said.sent_at,
        at=said.received_at,
    )


def _with_case(piece: Piece, case: Case) -> Piece:
    piece.case_id = case.id
    return piece


def _owed(ended: Ended, case: Case) -> Owed:
    return Owed(
        case=case,
        conversation=ended.conversation,
        channel=ended.channel,
        reply_to=ended.filing.said[-1].external_id,
        language=ended.filing.language,
    )


def _entries_of(ended: Ended) -> set[UUID]:
    own = {ended.by.entry.id} if ended.by is not None else set()
    return own | {said.entry_id for said in ended.filing.said}
