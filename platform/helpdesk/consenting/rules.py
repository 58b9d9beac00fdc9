"""When a citizen may be asked, what is an answer, and what counts."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.channels.offers import Offer, Option
from helpdesk.consenting.model import Asked, Purpose, Question, Subject, Word
from kit.errors import Conflict
from kit.ids import id_in
from ui.i18n import N_, translate

_YES = frozenset({"ya", "iya", "y", "yes", "setuju", "ya setuju", "boleh", "ya boleh", "agree", "yes agree"})
_NO = frozenset({"tidak", "tdk", "no", "tidak setuju", "tidak boleh", "jangan", "disagree"})
_LONGEST = 24
_WORD = re.compile(r"[a-z0-9]+")
_CHOICE = "consent"
_PRESS_YES, _PRESS_NO = N_("Ya, boleh"), N_("Tidak")


def answer_in(text: str) -> bool | None:
    """Yes or no when a message says nothing else; none when it says more, or something else."""
    if len(text) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text).lower()
    if any(sign.isalnum() and not sign.isascii() for sign in folded):
        return None
    words = " ".join(_WORD.findall(folded))
    return True if words in _YES else False if words in _NO else None


def offer_of(question_id: UUID, language: str) -> Offer:
    """What may be pressed under the question."""
    return Offer(
        options=(
            Option(id=f"{_CHOICE}:yes:{question_id}", title=translate(language, _PRESS_YES)),
            Option(id=f"{_CHOICE}:no:{question_id}", title=translate(language, _PRESS_NO)),
        )
    )


def pressed(choice: str) -> tuple[UUID, bool] | None:
    """The question and the answer that were pressed; none for any other button."""
    kind, _, rest = choice.partition(":")
    word, _, written = rest.partition(":")
    found = id_in(written) if kind == _CHOICE and word in ("yes", "no") else None
    return (found, word == "yes") if found else None


def standing(words: Iterable[Word]) -> dict[Subject, Word]:
    """The last word about each thing; `words` come oldest first."""
    return {word.subject: word for word in words}


def implied(subjects: Iterable[Subject], *, given: bool) -> tuple[Subject, ...]:
    """What an answer says: who lets a register have their name agrees to the filing, too; a no is about the name."""
    found = dict.fromkeys(subjects)
    if given and any(each.purpose is Purpose.REPORTER for each in found):
        found |= {Subject(purpose=Purpose.REGISTER): None}
    return tuple(found)


def is_open(question: Question, words: Sequence[Word], now: datetime) -> bool:
    """Does it wait for its answer? Nothing was said since about any of it, and its time is not over."""
    said = {word.subject for word in words if word.at >= question.at}
    return question.expires_at > now and said.isdisjoint(question.subjects)


def meant(asked: Sequence[Asked], given: bool, reply_to: str, now: datetime) -> Question | None:
    """The question that a bare word answers, of those of its thread, the latest first.

    A word that names the question answers it. One that names nothing answers the last question, unless an officer
    has written since: then it may answer the officer. A yes needs a question whose time is not over.
    """
    named = next((each for each in asked if reply_to and reply_to in each.external_ids), None)
    last = asked[0] if asked and not reply_to and not asked[0].spoken_since else None
    found = named or last
    if found is None or (found.question.expires_at <= now and (given or named is None)):
        return None
    return found.question


def pressed_now(asked: Sequence[Asked], question_id: UUID, given: bool, now: datetime) -> Question | None:
    """The question of this thread whose button was pressed; a yes comes too late once its time is over."""
    found = next((each.question for each in asked if each.question.id == question_id), None)
    return found if found and (found.expires_at > now or not given) else None


def why_not(
    case: Case, subjects: Collection[Subject], said: Mapping[Subject, Word], *, reached: bool, waits: bool
) -> str:
    """Why the citizen is not asked about these; empty when they may be.

    `said` is what counts (`standing`); `waits`: another question to the same citizen waits for its answer.
    """
    shown = any(each.purpose is not Purpose.REGISTER for each in subjects)
    given = [said[each].given for each in subjects if each in said]
    refused = any(not said[each].given for each in implied(subjects, given=True) if each in said)
    reasons = {
        "other_side_asks": case.mirrored,
        "citizen_is_anonymous": case.anonymous,
        "case_ended": case.state in ENDED_STATES or case.spam,
        "nothing_to_show": shown and case.contact_id is None,
        "citizen_not_reached": not reached,
        "citizen_declined": refused,
        "citizen_agreed": bool(subjects) and len(given) == len({*subjects}),
        "question_open": waits,
    }
    return next((code for code, holds in reasons.items() if holds), "")


def must_be_askable(code: str) -> None:
    """Raise `Conflict` with the reason, if there is one."""
    if code:
        raise Conflict(code)
