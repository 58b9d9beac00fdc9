"""One message after the other: what is asked next, and when it is a case.

Nobody is held up: a text that answers no question is what the citizen wants to say, and becomes a case at once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.dialogues import hearing
from helpdesk.dialogues.model import Dialogue, Filing, Place, Said, Step, Turn

MOST_REPEATS = 2
"""A machine that greets back, or a child with a telephone, is not asked for ever."""
ON_A_PAGE = 8
"""Facilities of one list: with “more” and “skip” as many rows as the channel shows."""

USUAL_KIND = CaseKind.COMPLAINT
"""What a case is until somebody looks, when its citizen did not say."""


def begun(said: Said, known: str = "id") -> Turn:
    """A greeting: the menu is shown, in the language of the greeting or the one that is known of its citizen."""
    return Turn(dialogue=Dialogue(language=hearing.language_of(said.text, known)), asks=True)


def heard(dialogue: Dialogue, said: Said, places: Sequence[Place]) -> Turn:
    """What a message does to a dialogue. `places`: the facilities that may be named, in the office's order."""
    if said.urgent:
        return _filed(dialogue, said)
    if not dialogue.said and hearing.cancels(said.text):
        return Turn()
    if said.kind != "text" and not said.choice and not said.text.strip() and not said.media:
        return _kept(dialogue, said)  # something that the channel does not hand over: staff must see it
    turn = _ANSWERS[dialogue.step](dialogue, said, places)
    return turn or _no_answer(dialogue, said)


def left_alone(dialogue: Dialogue) -> Turn:
    """Nobody answers any more: what was said becomes a case; where nothing was, it is over."""
    return Turn(filing=_filing(dialogue)) if dialogue.said else Turn()


def _no_answer(dialogue: Dialogue, said: Said) -> Turn:
    """Asked again when nothing was said, a few times; otherwise it is what they want to say."""
    says_nothing = not said.media and (bool(said.choice) or hearing.is_noise(said.text))
    if says_nothing and dialogue.repeated < MOST_REPEATS:
        language = dialogue.language
        if dialogue.step is Step.KIND and hearing.greets(said.text):
            language = hearing.language_of(said.text, language)
        return Turn(dialogue=replace(dialogue, repeated=dialogue.repeated + 1, language=language), asks=True)
    return _filed(dialogue, said)


def _kind(dialogue: Dialogue, said: Said, _: Sequence[Place]) -> Turn | None:
    kind = None if said.media else hearing.kind_meant(said.text, said.choice)
    if kind is None:
        return None
    return Turn(dialogue=replace(dialogue, kind=kind, step=Step.STORY, repeated=0), asks=True)


def _story(dialogue: Dialogue, said: Said, places: Sequence[Place]) -> Turn | None:
    changed = None if said.media else hearing.kind_meant(said.text, said.choice)
    if changed is not None:
        return _again(replace(dialogue, kind=changed), said)
    if said.choice or (not said.media and hearing.is_noise(said.text)):
        return None
    return _next(_with(dialogue, said), Step.FACILITY, places)


def _again(dialogue: Dialogue, said: Said) -> Turn:
    """Another kind was chosen: the same question, as often as a noise is answered."""
    if dialogue.repeated >= MOST_REPEATS:
        return _filed(dialogue, said)
    return Turn(dialogue=replace(dialogue, repeated=dialogue.repeated + 1), asks=True)


def _facility(dialogue: Dialogue, said: Said, places: Sequence[Place]) -> Turn | None:
    if said.media:
        return _kept(dialogue, said)
    if said.kind == "location":
        return _next(_with(dialogue, said), Step.PHOTO, places)
    if hearing.skips(said.text, said.choice):
        return _next(dialogue, Step.PHOTO, places)
    if hearing.wants_more(said.text, said.choice) and len(places) > ON_A_PAGE:
        page = (dialogue.page + 1) % -(-len(places) // ON_A_PAGE)
        return Turn(dialogue=_listed(replace(dialogue, page=page, repeated=0), places), asks=True)
    by_id = {place.id: place for place in places}
    offered = [by_id[each] for each in dialogue.offered if each in by_id]
    meant = hearing.places_meant(said.text, said.choice, offered, places)
    if len(meant) == 1:
        return _next(replace(dialogue, facility_id=meant[0].id), Step.PHOTO, places)
    if 1 < len(meant) <= ON_A_PAGE and dialogue.repeated < MOST_REPEATS:
        narrowed = tuple(place.id for place in meant)
        return Turn(dialogue=replace(dialogue, offered=narrowed, repeated=dialogue.repeated + 1), asks=True)
    return None


def _photo(dialogue: Dialogue, said: Said, places: Sequence[Place]) -> Turn | None:
    if said.media:
        return _next(_with(dialogue, said), Step.NAME, places)
    if hearing.skips(said.text, said.choice):
        return _next(dialogue, Step.NAME, places)
    return None


def _name(dialogue: Dialogue, said: Said, _: Sequence[Place]) -> Turn | None:
    if said.media:
        return _kept(dialogue, said)
    named = hearing.may_be_named(said.text, said.choice)
    return None if named is None else Turn(filing=_filing(dialogue, anonymous=not named))


_ANSWERS = {
    Step.KIND: _kind,
    Step.STORY: _story,
    Step.FACILITY: _facility,
    Step.PHOTO: _photo,
    Step.NAME: _name,
}


def _next(dialogue: Dialogue, step: Step, places: Sequence[Place]) -> Turn:
    """The next question that still makes sense."""
    if step is Step.FACILITY and not places:
        step = Step.PHOTO
    if step is Step.PHOTO and any(said.media for said in dialogue.said):
        step = Step.NAME
    asked = replace(dialogue, step=step, repeated=0)
    return Turn(dialogue=_listed(asked, places) if step is Step.FACILITY else asked, asks=True)


def _listed(dialogue: Dialogue, places: Sequence[Place]) -> Dialogue:
    shown = places[dialogue.page * ON_A_PAGE : (dialogue.page + 1) * ON_A_PAGE]
    return replace(dialogue, offered=tuple(place.id for place in shown))


def _kept(dialogue: Dialogue, said: Said) -> Turn:
    """It belongs to the report and answers nothing: the pictures of an album come one by one."""
    return Turn(dialogue=_with(dialogue, said))


def _with(dialogue: Dialogue, said: Said) -> Dialogue:
    return replace(dialogue, said=(*dialogue.said, said))


def _filed(dialogue: Dialogue, said: Said) -> Turn:
    return Turn(filing=_filing(_with(dialogue, said)))


def _filing(dialogue: Dialogue, *, anonymous: bool = False) -> Filing:
    return Filing(
        kind=dialogue.kind or USUAL_KIND,
        language=dialogue.language,
        said=dialogue.said,
        facility_id=dialogue.facility_id,
        anonymous=anonymous,
    )


def changed(dialogue: Dialogue, external_id: str, text: str) -> Dialogue | None:
    """Its sender wrote it differently; none when it is not among what was said. The first version is kept."""
    return _touched(
        dialogue,
        external_id,
        lambda said: replace(
            said, text=text, first_text=said.text if said.first_text is None else said.first_text
        ),
    )


def taken_back(dialogue: Dialogue, external_id: str, at: datetime) -> Dialogue | None:
    """Its sender took it back; it stays, and says so."""
    return _touched(dialogue, external_id, lambda said: replace(said, revoked_at=at))


def _touched(dialogue: Dialogue, external_id: str, how: Callable[[Said], Said]) -> Dialogue | None:
    if not any(said.external_id == external_id for said in dialogue.said):
        return None
    touched = (how(said) if said.external_id == external_id else said for said in dialogue.said)
    return replace(dialogue, said=tuple(touched))
