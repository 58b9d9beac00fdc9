"""Every act on a case: which fields its form has, which service does it. One table."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from helpdesk.casefile.model import Act
from helpdesk.cases import service as cases
from helpdesk.desk import across_deeds, asking, handing
from helpdesk.desk.handing import hand_over
from helpdesk.desk.registering import FIELDS, FILES, files_of, wishes_of
from helpdesk.desk.sent import Sent, id_of, visit_of
from helpdesk.desk.triage import kind_of, triage_of
from helpdesk.desk.unit_deeds import dispose, give_back, link_unit, release
from helpdesk.escalation import agreeing
from helpdesk.registers import answering, by_hand, by_rule
from helpdesk.registers import service as registers
from helpdesk.replies.touching import touch
from helpdesk.sla.model import PauseReason
from kit.errors import Invalid

Do = Callable[[Sent], Awaitable[Any]]


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One act: the right it stands for, what does it, its fields, its page."""

    act: Act
    do: Do
    fields: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    """Fields that may be there several times; their values are read as one, with commas between them."""
    template: str = ""
    """Of the page with its form; empty for forms that stand on the case's own page."""
    leaves: bool = False
    """Whoever does it may have no business with the case afterwards."""


async def _verify(sent: Sent) -> None:
    kind = kind_of(sent)
    await cases.verify(
        visit_of(sent).actor, sent.number, kind, version=sent.version, triage=triage_of(sent, kind)
    )


async def _assign(sent: Sent) -> None:
    assignee = id_of(sent, "assignee") if sent.text("assignee") else None
    await cases.assign(visit_of(sent).actor, sent.number, assignee, version=sent.version)


async def _correct(sent: Sent) -> None:
    kind = kind_of(sent)
    await cases.correct(
        visit_of(sent).actor,
        sent.number,
        version=sent.version,
        kind=kind,
        triage=triage_of(sent, kind),
        title=sent.text("title"),
        facility_id=id_of(sent, "facility") if sent.text("facility") else None,
    )


async def _duplicate(sent: Sent) -> None:
    await cases.mark_duplicate(visit_of(sent).actor, sent.number, sent.text("original"), version=sent.version)


async def _calm(sent: Sent) -> None:
    await cases.clear_danger(visit_of(sent).actor, sent.number, sent.text("reason"), version=sent.version)


async def _escalate(sent: Sent) -> None:
    await hand_over(visit_of(sent), sent.number, sent.typed, sent.version)


async def _send_back(sent: Sent) -> None:
    ours = sent.text("ground") != "not_ours"
    await agreeing.give_back(
        visit_of(sent).actor,
        sent.number,
        sent.text("reason"),
        version=sent.version,
        owner=None if ours else sent.text("next"),
    )


async def _withdraw(sent: Sent) -> None:
    await agreeing.withdraw(visit_of(sent).actor, sent.number, sent.text("reason"), version=sent.version)


async def _register(sent: Sent) -> None:
    here, wishes = visit_of(sent), wishes_of(sent.typed)
    await registers.file(here.actor, sent.number, version=sent.version, wishes=wishes, book=here.book)


async def _settle(sent: Sent) -> None:
    here = visit_of(sent)
    if sent.text("found") == "no":
        await by_hand.not_found(here.actor, sent.number, version=sent.version)
    else:
        typed = sent.text("tracking_id")
        await by_hand.settle(here.actor, sent.number, typed, version=sent.version, book=here.book)


async def _consent(sent: Sent) -> None:
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


async def _follow_up(sent: Sent) -> None:
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
        confirmed=bool(sent.text("confirmed")),
    )


async def _status(sent: Sent) -> None:
    status, institution = sent.text("status"), sent.text("institution")
    here = visit_of(sent)
    await by_hand.note_status(
        here.actor, sent.number, status, institution, version=sent.version, book=here.book
    )


async def _react(sent: Sent) -> None:
    """The pressed button says which message and which emoji."""
    message_id, _, emoji = sent.text("touch").partition(" ")
    here, at = visit_of(sent), msgspec.structs.replace(sent, typed={"touch": message_id})
    await touch(here.actor, sent.number, id_of(at, "touch"), emoji, here.book, version=sent.version)


async def _wait(sent: Sent) -> None:
    word = sent.text("reason") or PauseReason.WAITING_FOR_CONTACT.value
    if word not in set(PauseReason):
        raise Invalid("invalid", fields={"reason": "unknown"})
    await cases.wait_for_contact(
        visit_of(sent).actor, sent.number, version=sent.version, reason=PauseReason(word)
    )


def _plainly(service: Callable[..., Awaitable[Any]]) -> Do:
    """An act that needs nothing but the case."""

    async def do(sent: Sent) -> None:
        await service(visit_of(sent).actor, sent.number, version=sent.version)

    return do


_CONFIRM = "desk/confirm.html"
_TRAITS = ("grade", "priority", "topic")

DEEDS: Mapping[str, Deed] = {
    "take": Deed(act=Act.TAKE, do=_plainly(cases.take)),
    "wait": Deed(act=Act.WAIT, do=_wait, fields=("reason",), template="desk/wait.html"),
    "verify": Deed(act=Act.VERIFY, do=_verify, fields=("kind", *_TRAITS), template="desk/verify.html"),
    "dispose": Deed(
        act=Act.DISPOSE,
        do=dispose,
        fields=("unit", "instruction", "due_at", "helpers", "copies"),
        template="desk/dispose.html",
    ),
    "assign": Deed(act=Act.ASSIGN, do=_assign, fields=("assignee",), template="desk/assign.html"),
    "correct": Deed(
        act=Act.CORRECT,
        do=_correct,
        fields=("kind", "title", "facility", *_TRAITS),
        template="desk/correct.html",
    ),
    "duplicate": Deed(act=Act.DUPLICATE, do=_duplicate, fields=("original",), template="desk/duplicate.html"),
    "escalate": Deed(
        act=Act.ESCALATE,
        do=_escalate,
        fields=handing.FIELDS,
        many=handing.MANY,
        template="desk/escalate.html",
    ),
    "accept": Deed(act=Act.ACCEPT, do=_plainly(agreeing.accept)),
    "send_back": Deed(
        act=Act.SEND_BACK,
        do=_send_back,
        fields=("reason", "ground", "next"),
        template="desk/send_back.html",
    ),
    "withdraw": Deed(act=Act.WITHDRAW, do=_withdraw, fields=("reason",), template="desk/withdraw.html"),
    "register": Deed(
        act=Act.REGISTER, do=_register, fields=(*FIELDS, "preview"), template="desk/register.html"
    ),
    "consent": Deed(
        act=Act.REGISTER_CONSENT,
        do=_consent,
        fields=("given", "contact", "how"),
        template="desk/register_consent.html",
    ),
    "ask_consent": Deed(
        act=Act.ASK_CONSENT,
        do=asking.ask,
        fields=asking.FIELDS,
        many=asking.MANY,
        template="desk/ask_consent.html",
    ),
    "follow_up": Deed(
        act=Act.REGISTER_ANSWER,
        do=_follow_up,
        fields=("text", "confirmed", "found", *FILES),
        template="desk/register_answer.html",
    ),
    "status": Deed(
        act=Act.REGISTER_STATUS,
        do=_status,
        fields=("status", "institution"),
        template="desk/register_status.html",
    ),
    "settle": Deed(
        act=Act.SETTLE_REGISTER, do=_settle, fields=("tracking_id", "found"), template="desk/settle.html"
    ),
    "react": Deed(act=Act.REPLY, do=_react, fields=("touch",)),
    "give_back": Deed(
        act=Act.GIVE_BACK, do=give_back, fields=("reason",), template="desk/give_back.html", leaves=True
    ),
    "release": Deed(
        act=Act.RELEASE,
        do=release,
        fields=("answer", "text", "edited", "with_files"),
        template="desk/release.html",
    ),
    "link_unit": Deed(act=Act.LINK_UNIT, do=link_unit, fields=("unit", "revoke", "let_go")),
    "calm": Deed(act=Act.CLEAR_DANGER, do=_calm, fields=("reason",), template="desk/calm.html"),
    "resolve": Deed(act=Act.RESOLVE, do=_plainly(cases.resolve), template=_CONFIRM),
    "reopen": Deed(
        act=Act.REOPEN,
        do=across_deeds.reopen,
        fields=("reason",),
        many=("ask",),
        template="desk/reopen.html",
    ),
    "close": Deed(act=Act.CLOSE, do=_plainly(cases.close), template=_CONFIRM),
    "reject": Deed(
        act=Act.REJECT,
        do=across_deeds.reject,
        fields=("ground", "authority", "reason"),
        template="desk/reject.html",
    ),
    "spam": Deed(act=Act.SPAM, do=across_deeds.spam, fields=("reason",), template=_CONFIRM),
    "wrong_door": Deed(
        act=Act.WRONG_DOOR,
        do=across_deeds.wrong_door,
        fields=("owner", "unit", "authority", *handing.FIELDS),
        many=handing.MANY,
        template="desk/wrong_door.html",
        leaves=True,
    ),
    "speak": Deed(act=Act.SPEAK, do=across_deeds.speak, fields=("act", "peer"), template="desk/speak.html"),
    "propose": Deed(act=Act.PROPOSE, do=across_deeds.propose, fields=("text",), template="desk/propose.html"),
    "say": Deed(
        act=Act.SAY,
        do=across_deeds.say,
        fields=("answer", "text", "edited", "with_files"),
        template="desk/say.html",
    ),
    "erase": Deed(act=Act.ERASE, do=across_deeds.erase, fields=("ground", "law"), template="desk/erase.html"),
}
"""By the last part of the address."""
