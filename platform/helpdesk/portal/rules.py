"""Which questions are asked, which comes next, what is wrong with an answer, and what a citizen may do with a case."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState
from helpdesk.cases.model import Case, CaseKind, CaseState
from helpdesk.contacts.rules import phone_number
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.portal.model import Draft, Privacy, Step
from ui.words import words

TEXT_CHARACTERS = 4000
NAME_CHARACTERS = 120
COMMENT_CHARACTERS = 2000
PURPOSE_CHARACTERS = 500
CLOCK_CHARACTERS = 40
UNKNOWN_PLACE = "unknown"
SIMILAR_PLACES = 6

STEPS: Mapping[CaseKind, tuple[Step, ...]] = {
    CaseKind.COMPLAINT: (
        *(Step.TEXT, Step.WHERE, Step.WHEN, Step.FILES),
        *(Step.CONTACT, Step.REPLY, Step.CHECK),
    ),
    CaseKind.CONSULTATION: (Step.TEXT, Step.ABOUT, Step.FILES, Step.CONTACT, Step.REPLY, Step.CHECK),
    CaseKind.INFORMATION: (Step.TEXT, Step.PURPOSE, Step.CONTACT, Step.REPLY, Step.CHECK),
    CaseKind.ASPIRATION: (Step.TEXT, Step.WHERE, Step.FILES, Step.CONTACT, Step.REPLY, Step.CHECK),
}
"""One page a question. What a request for information must say is in UU 14/2008, articles 4 and 22."""

_EVERYWHERE = frozenset({"puskesmas", "pusk", "rumah", "sakit", "rs", "rsud", "klinik", "di", "the"})
"""Words that half of all facilities have."""
_ENDED = frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.REJECTED})


def is_shown(message: Message, case: Case) -> bool:
    """May the citizen of a case read it? No notes, no words of another office, no letter that came from another
    address than the one we answer: whoever lets a stranger's letter into a case would read it with the PIN."""
    if message.direction not in (Direction.IN, Direction.OUT):
        return False
    return not is_strangers_letter(message, case.conversation_id)


def is_for_citizen(file: Attachment) -> bool:
    """No refused file, and no letter as it came: its head tells how the office's mail runs."""
    return file.state is not AttachmentState.REFUSED and file.mime_type != ORIGINAL


def steps_of(
    kind: CaseKind, *, has_facilities: bool, has_whatsapp: bool, privacy: Privacy
) -> tuple[Step, ...]:
    """The pages of one report: nothing is asked where there is nothing to choose.

    Of somebody without a name WhatsApp would tell the number.
    """
    left_out = set()
    if not has_facilities:
        left_out.add(Step.WHERE)
    if not has_whatsapp or privacy is Privacy.ANONYMOUS:
        left_out.add(Step.REPLY)
    return tuple(step for step in STEPS[kind] if step not in left_out)


def step_after(draft: Draft, step: Step, steps: Sequence[Step]) -> Step:
    """The page after an answer: the next one, or straight back to the check when all was answered before."""
    if all(each in draft.answered for each in steps if each is not Step.CHECK):
        return Step.CHECK
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def first_open(draft: Draft | None, steps: Sequence[Step]) -> Step:
    """The earliest page without an answer: nobody gets past it."""
    answered = draft.answered if draft else frozenset[Step]()
    return next((step for step in steps if step not in answered), Step.CHECK)


def wrong_text(text: str) -> str:
    """The code of what is wrong with a message, or nothing."""
    plain = text.strip()
    if not plain:
        return "required"
    return "too_long" if len(plain) > TEXT_CHARACTERS else ""


def wrong_place(facility: str, known: Sequence[UUID]) -> str:
    """The same for the choice of a facility; it is asked only when there are any."""
    if not known or facility == UNKNOWN_PLACE:
        return ""
    if not facility:
        return "required"
    return "" if facility in {str(each) for each in known} else "unknown"


def place_of(written: str, facilities: Sequence[tuple[UUID, str]]) -> str:
    """The id of the facility that somebody chose or typed, or nothing."""
    plain = _plain(written)
    for each, name in facilities:
        if plain and plain in (_plain(name), str(each)):
            return str(each)
    return ""


def similar_places(written: str, facilities: Sequence[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    """Facilities with most of the words that somebody typed, or their beginnings; at most six."""
    asked = [word for word in _plain(written).split() if word not in _EVERYWHERE]
    ranked = []
    for place, (each, name) in enumerate(facilities):
        named = _plain(name).split()
        hits = sum(any(word.startswith(want) for word in named) for want in asked)
        if hits:
            ranked.append((-hits, place, (each, name)))
    return [found for _, _, found in sorted(ranked)[:SIMILAR_PLACES]]


def _plain(written: str) -> str:
    return " ".join(
        "".join(sign if sign.isalnum() or sign == "-" else " " for sign in written.lower()).split()
    )


def wrong_day(when: str, today: date) -> str:
    """The same for a date that may be left out."""
    if not when:
        return ""
    day = day_of(when)
    if day is None:
        return "malformed"
    return "in_the_future" if day > today else ""


def wrong_contact(draft: Draft) -> dict[str, str]:
    """The same for name and telephone, by field."""
    wrong = {}
    if len(draft.name) > NAME_CHARACTERS:
        wrong["name"] = "too_long"
    if draft.privacy is not Privacy.ANONYMOUS and draft.phone and phone_number(draft.phone) is None:
        wrong["phone"] = "malformed"
    return wrong


def wrong_purpose(purpose: str) -> str:
    """The same for what information is for: the law wants a reason."""
    if not purpose:
        return "required"
    return "too_long" if len(purpose) > PURPOSE_CHARACTERS else ""


def day_of(when: str) -> date | None:
    """A date as browsers send it, or none."""
    try:
        return date.fromisoformat(when) if len(when) == 10 else None
    except ValueError:
        return None


def day_said(when: str, language: str) -> str:
    """The same date as people write it: `20 November 2026`; empty for none."""
    day = day_of(when)
    return f"{day.day} {words(language).months[day.month - 1]} {day.year}" if day else ""


def tidy(text: str) -> str:
    """What somebody wrote, without what no database takes."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def may_write(case: Case) -> bool:
    """May the citizen add something? What was ended is reopened instead, with a reason."""
    return case.state not in _ENDED and not case.spam and case.duplicate_of is None


def may_reopen(case: Case) -> bool:
    """May the citizen say that it is not solved?"""
    return case.state in _ENDED and not case.spam and case.duplicate_of is None


def may_link(case: Case) -> bool:
    """May it go on by WhatsApp? Once, while it is worked on, and never of somebody without a name."""
    return (
        case.channel == "portal" and not case.anonymous and case.conversation_id is None and may_write(case)
    )


def may_rate(case: Case) -> bool:
    """May the citizen rate the answer?"""
    return case.state in (CaseState.ANSWERED, CaseState.CLOSED) and case.duplicate_of is None
