"""What a unit reads of a case, and what the letter log calls the letters between offices."""

from typing import get_args

from msgspec.inspect import StructType, type_info

from helpdesk.conversations.model import Direction, Message
from helpdesk.desk.letters import KINDS
from helpdesk.escalation.letter import Content
from helpdesk.unit_links.reading import is_for_unit
from kit.ids import uuid7
from support.builders import NOW


def _mail(thread: object) -> Message:
    return Message(
        id=uuid7(),
        case_id=uuid7(),
        channel="email",
        author_kind="citizen",
        direction=Direction.IN,
        text="Kode masuk Anda: 482913",
        at=NOW,
        sent_at=NOW,
        conversation_id=thread,
    )


def test_a_unit_reads_the_citizens_letter_and_no_strangers() -> None:
    thread, unit = uuid7(), uuid7()
    assert is_for_unit(_mail(thread), unit, thread)
    assert not is_for_unit(_mail(uuid7()), unit, thread)


def test_every_letter_between_offices_has_a_name_in_the_log() -> None:
    infos = [type_info(kind) for kind in get_args(Content)]
    tags = {info.tag for info in infos if isinstance(info, StructType)}
    assert len(tags) == len(infos)
    assert tags <= set(KINDS)
