"""What the desk does with units: pass a case on, release what one answered, give or take back its link."""

from helpdesk.approvals.model import Wish
from helpdesk.cases import approving, joining
from helpdesk.cases import service as cases
from helpdesk.cases.model import PartRole
from helpdesk.cases.passing import wish_of
from helpdesk.desk.sent import Sent, id_of, ids_of, moment_of, visit_of
from helpdesk.unit_links import answering, at_desk, linking
from kit.errors import Invalid


async def approve(sent: Sent) -> None:
    """A disposition that waits is done, as it stands in the form; as it was asked for where units only join."""
    wish = None if sent.text("adds") else _wish(sent)
    await approving.approve(
        visit_of(sent).actor, sent.number, id_of(sent, "request"), wish, version=sent.version
    )


def _wish(sent: Sent) -> Wish:
    return wish_of(
        id_of(sent, "unit"),
        sent.text("instruction"),
        moment_of(sent, "due_at"),
        ids_of(sent, "helpers"),
        ids_of(sent, "copies"),
    )


async def refuse(sent: Sent) -> None:
    """It is not done."""
    await approving.refuse(
        visit_of(sent).actor, sent.number, id_of(sent, "request"), sent.text("reason"), version=sent.version
    )


async def unask(sent: Sent) -> None:
    """Whoever asked, or a colleague, takes it back."""
    await approving.withdraw(visit_of(sent).actor, sent.number, id_of(sent, "request"), version=sent.version)


async def join_unit(sent: Sent) -> None:
    """Units come to help, or have a copy, beside the one that leads."""
    await joining.join(
        visit_of(sent).actor,
        sent.number,
        ids_of(sent, "unit_id"),
        _role(sent),
        sent.text("instruction"),
        due_at=moment_of(sent, "due_at"),
        version=sent.version,
    )


async def instruct_unit(sent: Sent) -> None:
    """One of them is asked something else."""
    await joining.instruct(
        visit_of(sent).actor,
        sent.number,
        id_of(sent, "unit"),
        _role(sent),
        sent.text("instruction"),
        due_at=moment_of(sent, "due_at"),
        version=sent.version,
    )


def _role(sent: Sent) -> PartRole:
    if sent.text("role") not in (PartRole.HELPER, PartRole.COPY):
        raise Invalid("invalid", fields={"role": "unknown"})
    return PartRole(sent.text("role"))


async def dispose(sent: Sent) -> None:
    """One unit leads; others may help or have a copy."""
    await cases.dispose(
        visit_of(sent).actor,
        sent.number,
        id_of(sent, "unit"),
        sent.text("instruction"),
        version=sent.version,
        due_at=moment_of(sent, "due_at"),
        helpers=ids_of(sent, "helpers"),
        copies=ids_of(sent, "copies"),
    )


async def give_back(sent: Sent) -> None:
    """The unit returns the case, or its part of it, to the desk."""
    unit_id = id_of(sent, "unit")
    await at_desk.give_back(
        visit_of(sent).actor, sent.number, unit_id, sent.text("reason"), version=sent.version
    )


async def answer_as_unit(sent: Sent) -> None:
    """The unit answers at the desk; pressed twice, it answers once."""
    await at_desk.answer(
        visit_of(sent).actor,
        sent.number,
        id_of(sent, "unit"),
        sent.text("text"),
        version=sent.version,
        answer_id=id_of(sent, "key"),
    )


async def return_answer(sent: Sent) -> None:
    """The unit is asked for a better answer."""
    await answering.return_answer(
        visit_of(sent).actor, sent.number, id_of(sent, "answer"), sent.text("reason"), version=sent.version
    )


async def release(sent: Sent) -> None:
    """As the unit wrote it when its button is pressed in the timeline; as it stands in the form otherwise."""
    here = visit_of(sent)
    await answering.release(
        here.actor,
        sent.number,
        id_of(sent, "answer"),
        sent.text("text") if sent.text("edited") else None,
        here.book,
        here.runtime.files,
        version=sent.version,
        with_files=not sent.text("edited") or bool(sent.text("with_files")),
    )


async def link_unit(sent: Sent) -> None:
    """A new link, or none any more; or the unit is let go of altogether."""
    here, unit_id = visit_of(sent), id_of(sent, "unit")
    if sent.text("let_go"):
        await cases.let_unit_go(here.actor, sent.number, unit_id, version=sent.version)
        return
    if sent.text("revoke"):
        await linking.revoke(here.actor, sent.number, unit_id, version=sent.version)
        return
    await linking.renew(
        here.actor, sent.number, unit_id, here.book, here.runtime.unit_links, version=sent.version
    )
