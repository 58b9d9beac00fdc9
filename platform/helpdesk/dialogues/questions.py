"""The questions as the citizen reads them: answered by a number, by words, or by pressing."""

from collections.abc import Callable, Mapping, Sequence

from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import KINDS
from helpdesk.channels.offers import Offer, Option
from helpdesk.dialogues.model import Dialogue, Place, Step
from helpdesk.dialogues.rules import ON_A_PAGE
from helpdesk.texts import in_talks
from helpdesk.texts.model import Own
from helpdesk.texts.rules import said
from ui.i18n import N_, translate

IN_ENGLISH = "For English, reply ENGLISH."
IN_INDONESIAN = "Untuk bahasa Indonesia, balas INDONESIA."
"""Said below the menu in the other language, as they are."""
FACILITY_MORE = N_("Tidak ada di daftar? Balas LAIN.")

_CHOOSE, _SKIP, _MORE = N_("Pilih"), N_("Lewati"), N_("Daftar lainnya")
_YES, _NO = N_("Boleh"), N_("Tanpa nama")

Asked = tuple[str, Offer | None]


def question(dialogue: Dialogue, office: str, places: Sequence[Place], own: Own) -> Asked:
    """The text of the question that is open, and what may be pressed under it."""
    return _QUESTIONS[dialogue.step](dialogue, office, places, own)


def _menu(dialogue: Dialogue, office: str, _: Sequence[Place], own: Own) -> Asked:
    say = dialogue.language
    names = {kind: translate(say, KINDS[kind]) for kind in CaseKind}
    lines = "\n".join(f"{place}. {name}" for place, name in enumerate(names.values(), 1))
    text = said(own, in_talks.MENU, say, office=office, kinds=lines)
    options = tuple(Option(id=f"kind:{kind}", title=name) for kind, name in names.items())
    other = IN_ENGLISH if say == "id" else IN_INDONESIAN
    return f"{text}\n{other}", Offer(options=options, label=translate(say, _CHOOSE))


def _story(dialogue: Dialogue, _: str, __: Sequence[Place], own: Own) -> Asked:
    kind = dialogue.kind or CaseKind.COMPLAINT
    text = in_talks.STORY if kind is CaseKind.COMPLAINT else in_talks.MATTER
    return said(own, text, dialogue.language, kind=translate(dialogue.language, KINDS[kind])), None


def _facility(dialogue: Dialogue, _: str, places: Sequence[Place], own: Own) -> Asked:
    say, by_id = dialogue.language, {place.id: place for place in places}
    shown = [by_id[each] for each in dialogue.offered if each in by_id]
    lines = "\n".join(f"{number}. {place.name}" for number, place in enumerate(shown, 1))
    narrowed = dialogue.repeated > 0 and len(shown) < min(len(places), ON_A_PAGE)
    further = len(places) > ON_A_PAGE
    text = said(own, in_talks.WHICH if narrowed else in_talks.FACILITY, say, places=lines)
    if further:
        text += f"\n{translate(say, FACILITY_MORE)}"
    options = [Option(id=f"place:{place.id}", title=place.name) for place in shown]
    if further:
        options.append(Option(id="more", title=translate(say, _MORE)))
    options.append(Option(id="skip", title=translate(say, _SKIP)))
    return text, Offer(options=tuple(options), label=translate(say, _CHOOSE))


def _photo(dialogue: Dialogue, _: str, __: Sequence[Place], own: Own) -> Asked:
    say = dialogue.language
    return said(own, in_talks.PHOTO, say), Offer(options=(Option(id="skip", title=translate(say, _SKIP)),))


def _name(dialogue: Dialogue, _: str, __: Sequence[Place], own: Own) -> Asked:
    say = dialogue.language
    options = (
        Option(id="name:yes", title=translate(say, _YES)),
        Option(id="name:no", title=translate(say, _NO)),
    )
    return said(own, in_talks.NAME, say), Offer(options=options)


_QUESTIONS: Mapping[Step, Callable[[Dialogue, str, Sequence[Place], Own], Asked]] = {
    Step.KIND: _menu,
    Step.STORY: _story,
    Step.FACILITY: _facility,
    Step.PHOTO: _photo,
    Step.NAME: _name,
}
