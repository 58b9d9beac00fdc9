"""Every act on a case: which fields its form has, which service does it. One table."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from helpdesk.casefile.model import Act
from helpdesk.cases import service as cases
from helpdesk.desk import across_deeds, asking, handing, register_deeds, unit_deeds
from helpdesk.desk.handing import hand_over
from helpdesk.desk.registering import FIELDS, FILES
from helpdesk.desk.sent import Sent, id_of, visit_of
from helpdesk.desk.triage import kind_of, triage_of
from helpdesk.escalation import agreeing
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
        do=unit_deeds.dispose,
        fields=("unit", "instruction", "due_at", "helpers", "copies"),
        template="desk/dispose.html",
    ),
    "approve": Deed(
        act=Act.APPROVE,
        do=unit_deeds.approve,
        fields=("request", "unit", "instruction", "due_at", "helpers", "copies", "adds"),
        template="desk/approve.html",
    ),
    "refuse": Deed(
        act=Act.APPROVE, do=unit_deeds.refuse, fields=("request", "reason"), template="desk/refuse.html"
    ),
    "unask": Deed(act=Act.WITHDRAW_REQUEST, do=unit_deeds.unask, fields=("request",)),
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
        act=Act.REGISTER,
        do=register_deeds.register,
        fields=(*FIELDS, "preview"),
        template="desk/register.html",
    ),
    "consent": Deed(
        act=Act.REGISTER_CONSENT,
        do=register_deeds.consent,
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
        do=register_deeds.follow_up,
        fields=("text", "kind", "confirmed", "found", *FILES),
        template="desk/register_answer.html",
    ),
    "status": Deed(
        act=Act.REGISTER_STATUS,
        do=register_deeds.status,
        fields=("status", "institution"),
        template="desk/register_status.html",
    ),
    "settle": Deed(
        act=Act.SETTLE_REGISTER,
        do=register_deeds.settle,
        fields=("tracking_id", "found"),
        template="desk/settle.html",
    ),
    "file_anyway": Deed(
        act=Act.FILE_ANYWAY,
        do=register_deeds.file_anyway,
        fields=("reason",),
        template="desk/file_anyway.html",
    ),
    "react": Deed(act=Act.REPLY, do=_react, fields=("touch",)),
    "give_back": Deed(
        act=Act.GIVE_BACK,
        do=unit_deeds.give_back,
        fields=("unit", "reason"),
        template="desk/give_back.html",
        leaves=True,
    ),
    "release": Deed(
        act=Act.RELEASE,
        do=unit_deeds.release,
        fields=("answer", "text", "edited", "with_files"),
        template="desk/release.html",
    ),
    "return_answer": Deed(
        act=Act.RETURN_ANSWER,
        do=unit_deeds.return_answer,
        fields=("answer", "reason"),
        template="desk/return_answer.html",
    ),
    "answer_as_unit": Deed(
        act=Act.ANSWER_AS_UNIT,
        do=unit_deeds.answer_as_unit,
        fields=("unit", "text", "key"),
        template="desk/answer_as_unit.html",
    ),
    "join_unit": Deed(
        act=Act.JOIN_UNIT,
        do=unit_deeds.join_unit,
        fields=("unit_id", "role", "instruction", "due_at"),
        template="desk/join_unit.html",
    ),
    "instruct_unit": Deed(
        act=Act.JOIN_UNIT,
        do=unit_deeds.instruct_unit,
        fields=("unit", "role", "instruction", "due_at"),
        template="desk/instruct_unit.html",
    ),
    "link_unit": Deed(act=Act.LINK_UNIT, do=unit_deeds.link_unit, fields=("unit", "revoke", "let_go")),
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
