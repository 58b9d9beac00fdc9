"""What officers do with a case in a register: file it, follow it up, settle what became of it."""

from helpdesk.desk.registering import files_of, kind_of, wishes_of
from helpdesk.desk.sent import Sent, visit_of
from helpdesk.escalation import filings
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers import service as registers
from kit.errors import Invalid


async def register(sent: Sent) -> None:
    """File it, as the form says."""
    here, wishes = visit_of(sent), wishes_of(sent.typed)
    await registers.file(here.actor, sent.number, version=sent.version, wishes=wishes, book=here.book)


async def file_anyway(sent: Sent) -> None:
    """Wait no longer for the office that said it files the case."""
    await filings.file_anyway(visit_of(sent).actor, sent.number, sent.text("reason"), version=sent.version)


async def settle(sent: Sent) -> None:
    """Say what became of a filing that nobody knows of: its number, or that it is not there."""
    here = visit_of(sent)
    if sent.text("found") == "no":
        await by_hand.not_found(here.actor, sent.number, version=sent.version)
    else:
        typed = sent.text("tracking_id")
        await by_hand.settle(here.actor, sent.number, typed, version=sent.version, book=here.book)


async def consent(sent: Sent) -> None:
    """Note the citizen's word on the filing, heard by the officer."""
    if sent.text("given") not in ("yes", "no"):
        raise Invalid("invalid", fields={"given": "required"})
    await by_rule.note_consent(
        visit_of(sent).actor,
        sent.number,
        sent.text("how"),
        given=sent.text("given") == "yes",
        contact=bool(sent.text("contact")),
        version=sent.version,
    )


async def follow_up(sent: Sent) -> None:
    """Answer in the register, or say whether an answer of unknown outcome is there."""
    here = visit_of(sent)
    if sent.text("found"):
        is_there = sent.text("found") == "yes"
        await answering.settle(here.actor, sent.number, is_there=is_there, version=sent.version)
        return
    await answering.write(
        here.actor,
        sent.number,
        sent.text("text"),
        version=sent.version,
        files=files_of(sent.typed),
        kind=kind_of(sent.text("kind")),
        confirmed=bool(sent.text("confirmed")),
        book=here.book,
    )


async def status(sent: Sent) -> None:
    """Note the status that the officer read in the register."""
    status, institution = sent.text("status"), sent.text("institution")
    here = visit_of(sent)
    await by_hand.note_status(
        here.actor, sent.number, status, institution, version=sent.version, book=here.book
    )
