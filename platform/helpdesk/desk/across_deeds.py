"""What the desk does that other offices feel: ending, reopening, passing on, speaking, erasing."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.desk.handing import hand_over
from helpdesk.desk.sent import Sent, id_of, visit_of
from helpdesk.escalation import again, ending, erasing, speaking
from kit.errors import Invalid
from kit.ids import id_in

UNIT, OFFICE, AUTHORITY = "unit", "office", "authority"
"""The three kinds of owners that a case is passed on to."""


async def reject(sent: Sent) -> None:
    """With the reason for other offices, and the owner of what is not our business."""
    if sent.text("ground") not in ("not_ours", "other"):
        raise Invalid("invalid", fields={"ground": "required"})
    await ending.reject(
        visit_of(sent).actor,
        sent.number,
        version=sent.version,
        reason=sent.text("reason"),
        not_ours=sent.text("ground") == "not_ours",
        authority_id=_authority(sent),
    )


async def spam(sent: Sent) -> None:
    """With the reason for other offices."""
    await ending.mark_spam(
        visit_of(sent).actor, sent.number, version=sent.version, reason=sent.text("reason")
    )


async def reopen(sent: Sent) -> None:
    """And ask those offices again that were ticked."""
    here, ask = visit_of(sent), tuple(slug for slug in sent.text("ask").split(",") if slug)
    await again.reopen(here.actor, sent.number, ask, sent.text("reason"), here.book, version=sent.version)


async def wrong_door(sent: Sent) -> None:
    """To a unit, to another office, or to an authority outside."""
    here, owner = visit_of(sent), sent.text("owner")
    if owner == UNIT:
        await cases.dispose(
            here.actor,
            sent.number,
            id_of(sent, "unit"),
            sent.text("reason"),
            version=sent.version,
            wrong_door=True,
        )
    elif owner == OFFICE:
        await hand_over(here, sent.number, sent.typed, sent.version)
    elif owner == AUTHORITY:
        named = replace(sent, typed={**sent.typed, "ground": "not_ours"})
        await reject(named)
    else:
        raise Invalid("invalid", fields={"owner": "required"})


async def speak(sent: Sent) -> None:
    """Wish, agree or decline, as the pressed button says."""
    actor, act, to = visit_of(sent).actor, sent.text("act"), sent.text("peer")
    if act == "wish":
        await speaking.wish(actor, sent.number, version=sent.version, to_slug=to)
    elif act in ("agree", "decline"):
        await speaking.settle(actor, sent.number, agrees=act == "agree", version=sent.version, to_slug=to)
    else:
        raise Invalid("invalid", fields={"act": "unknown"})


async def propose(sent: Sent) -> None:
    """A text for the citizen, to the office that speaks."""
    await speaking.propose(visit_of(sent).actor, sent.number, sent.text("text"), version=sent.version)


async def say(sent: Sent) -> None:
    """As the other desk wrote it when its button is pressed in the timeline; as it stands in the form otherwise."""
    here = visit_of(sent)
    await speaking.say(
        here.actor,
        sent.number,
        id_of(sent, "answer"),
        sent.text("text") if sent.text("edited") else None,
        here.book,
        here.runtime.files,
        version=sent.version,
        with_files=not sent.text("edited") or bool(sent.text("with_files")),
    )


async def erase(sent: Sent) -> None:
    """Erase the citizen's data; or name the law that keeps them."""
    actor = visit_of(sent).actor
    if sent.text("ground") == "law":
        await erasing.keep(actor, sent.number, sent.text("law"), version=sent.version)
    else:
        await erasing.erase(actor, sent.number, sent.text("ground"), version=sent.version)


def _authority(sent: Sent) -> UUID | None:
    return id_in(sent.text("authority")) if sent.text("authority") else None
