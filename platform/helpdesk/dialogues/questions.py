"""The questions as the citizen reads them: answered by a number, by words, or by pressing."""

from collections.abc import Callable, Mapping, Sequence

from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import KINDS
from helpdesk.channels.offers import Offer, Option
from helpdesk.dialogues.model import Dialogue, Place, Step
from helpdesk.dialogues.rules import ON_A_PAGE
from ui.i18n import N_, translate

MENU = N_(
    "Selamat datang di %(office)s. Apa yang ingin Anda sampaikan?\n"
    "%(kinds)s\n"
    "Balas dengan nomornya, atau langsung tulis pesan Anda: pasti kami terima.\n"
    "Keadaan darurat? Telepon 119."
)
IN_ENGLISH = "For English, reply ENGLISH."
IN_INDONESIAN = "Untuk bahasa Indonesia, balas INDONESIA."
"""Said below the menu in the other language, as they are."""
STORY = N_("%(kind)s. Tuliskan dalam satu pesan: apa yang terjadi, di mana, dan kapan?")
WISH = N_("%(kind)s. Tuliskan dalam satu pesan apa yang ingin Anda tanyakan atau sampaikan.")
FACILITY = N_(
    "Tentang fasilitas yang mana? Balas dengan nomornya atau tulis namanya.\n%(places)s\n0. Lewati pertanyaan ini"
)
FACILITY_MORE = N_("Tidak ada di daftar? Balas LAIN.")
WHICH = N_("Yang mana maksud Anda?\n%(places)s\n0. Lewati pertanyaan ini")
PHOTO = N_("Ada foto atau berkas? Kirim sekarang. Tidak ada? Balas 0.")
NAME = N_(
    "Bolehkah petugas melihat nama dan nomor Anda?\n1. Boleh\n2. Tidak, tanpa nama\n"
    "Jawaban kami tetap datang ke percakapan ini."
)
NOTHING_KEPT = N_("Baik, tidak ada yang kami catat. Tulis saja kapan pun Anda perlu.")

_CHOOSE, _SKIP, _MORE = N_("Pilih"), N_("Lewati"), N_("Daftar lainnya")
_YES, _NO = N_("Boleh"), N_("Tanpa nama")

Asked = tuple[str, Offer | None]


def question(dialogue: Dialogue, office: str, places: Sequence[Place]) -> Asked:
    """The text of the question that is open, and what may be pressed under it."""
    return _QUESTIONS[dialogue.step](dialogue, office, places)


def _menu(dialogue: Dialogue, office: str, _: Sequence[Place]) -> Asked:
    say = dialogue.language
    names = {kind: translate(say, KINDS[kind]) for kind in CaseKind}
    lines = "\n".join(f"{place}. {name}" for place, name in enumerate(names.values(), 1))
    text = translate(say, MENU, office=office, kinds=lines)
    options = tuple(Option(id=f"kind:{kind}", title=name) for kind, name in names.items())
    other = IN_ENGLISH if say == "id" else IN_INDONESIAN
    return f"{text}\n{other}", Offer(options=options, label=translate(say, _CHOOSE))


def _story(dialogue: Dialogue, _: str, __: Sequence[Place]) -> Asked:
    kind = dialogue.kind or CaseKind.COMPLAINT
    text = STORY if kind is CaseKind.COMPLAINT else WISH
    return translate(dialogue.language, text, kind=translate(dialogue.language, KINDS[kind])), None


def _facility(dialogue: Dialogue, _: str, places: Sequence[Place]) -> Asked:
    say, by_id = dialogue.language, {place.id: place for place in places}
    shown = [by_id[each] for each in dialogue.offered if each in by_id]
    lines = "\n".join(f"{number}. {place.name}" for number, place in enumerate(shown, 1))
    narrowed = dialogue.repeated > 0 and len(shown) < min(len(places), ON_A_PAGE)
    further = len(places) > ON_A_PAGE
    text = translate(say, WHICH if narrowed else FACILITY, places=lines)
    if further:
        text += f"\n{translate(say, FACILITY_MORE)}"
    options = [Option(id=f"place:{place.id}", title=place.name) for place in shown]
    if further:
        options.append(Option(id="more", title=translate(say, _MORE)))
    options.append(Option(id="skip", title=translate(say, _SKIP)))
    return text, Offer(options=tuple(options), label=translate(say, _CHOOSE))


def _photo(dialogue: Dialogue, _: str, __: Sequence[Place]) -> Asked:
    say = dialogue.language
    return translate(say, PHOTO), Offer(options=(Option(id="skip", title=translate(say, _SKIP)),))


def _name(dialogue: Dialogue, _: str, __: Sequence[Place]) -> Asked:
    say = dialogue.language
    options = (
        Option(id="name:yes", title=translate(say, _YES)),
        Option(id="name:no", title=translate(say, _NO)),
    )
    return translate(say, NAME), Offer(options=options)


_QUESTIONS: Mapping[Step, Callable[[Dialogue, str, Sequence[Place]], Asked]] = {
    Step.KIND: _menu,
    Step.STORY: _story,
    Step.FACILITY: _facility,
    Step.PHOTO: _photo,
    Step.NAME: _name,
}
