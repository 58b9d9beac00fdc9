"""Answering one message and reacting to it: what stands by the message, above an answer to it, and in the composer."""

from collections.abc import Mapping
from typing import Any

from helpdesk.casefile.model import FIRST_WORDS, Act, CasePageView, Quoted, Said
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import can_be_named
from helpdesk.desk.pages import Visit
from helpdesk.desk.rows import SOMEBODY, UNNAMED
from helpdesk.desk.shell import Say
from helpdesk.drafts.model import Draft
from helpdesk.replies.model import REACTIONS
from ui.i18n import N_

_NAMES: Mapping[str, str] = {
    "👍": N_("jempol"),
    "🙏": N_("terima kasih"),
    "❤️": N_("hati"),
    "✅": N_("centang"),
}
_KINDS: Mapping[str, str] = {
    "image": N_("[foto]"),
    "sticker": N_("[stiker]"),
    "video": N_("[video]"),
    "audio": N_("[rekaman suara]"),
    "document": N_("[berkas]"),
    "location": N_("[lokasi]"),
}
_NO_WORDS = N_("[pesan tanpa teks]")
_OFFICE = N_("Kantor")


def reactions(say: Say) -> list[tuple[str, str]]:
    """What may be put on a message, each with its name."""
    return [(emoji, say(_NAMES[emoji])) for emoji in REACTIONS]


def may_answer_one(view: CasePageView) -> bool:
    """Whether an answer written now can name a message."""
    return view.way.quotes and _answers_here(view)


def may_react(view: CasePageView) -> bool:
    """Whether a reaction would be taken now."""
    return view.way.touches and _answers_here(view)


def _answers_here(view: CasePageView) -> bool:
    return Act.REPLY in view.acts and view.way.open and not view.case.mirrored


def touch_form(here: Visit, view: CasePageView) -> str:
    """Where reactions are sent; empty when there are none."""
    return here.address(f"cases/{view.case.number}/react") if may_react(view) else ""


def quote_values(
    here: Visit,
    view: CasePageView,
    tab: str,
    typed: Mapping[str, str],
    draft: Draft | None,
    wrong: Mapping[str, str],
) -> dict[str, Any]:
    """The message that is being answered, above the composer's text; none when it cannot be answered by itself.

    It is the one that was sent with the form, else the one in the address, else the draft's.
    """
    kept = str(draft.plan.reply_to) if draft and draft.plan.reply_to else ""
    asked = typed.get("reply_to", here.request.query_params.get("quote", kept))
    may = tab == "reply" and asked and may_answer_one(view)
    return {"quote": _chosen(here, view, asked) if may else None, "quote_error": wrong.get("reply_to", "")}


def _chosen(here: Visit, view: CasePageView, asked: str) -> dict[str, str] | None:
    for entry in view.timeline:
        if isinstance(entry, Said) and str(entry.message.id) == asked:
            message = entry.message
            if not can_be_named(message, view.way.thread_id):
                return None
            who = author(message.direction, message.author_name, here.say, anonymous=view.case.anonymous)
            return {"id": asked, "author": who, "text": words(message, here.say)}
    return None


def quote_of(quoted: Quoted, say: Say, *, anonymous: bool) -> dict[str, str]:
    """What stands above a message that answers another one."""
    return {
        "href": f"#m-{quoted.id}",
        "author": author(quoted.direction, quoted.author_name, say, anonymous=anonymous),
        "text": words(quoted, say),
    }


def author(direction: Direction, name: str, say: Say, *, anonymous: bool) -> str:
    """Who wrote a quoted message."""
    if direction is Direction.IN:
        return say(UNNAMED) if anonymous else name or say(SOMEBODY)
    return name or say(_OFFICE)


def words(message: Message | Quoted, say: Say) -> str:
    """The first words of a message, or what it is without any."""
    return " ".join(message.text.split())[:FIRST_WORDS] or say(_KINDS.get(message.kind, _NO_WORDS))
