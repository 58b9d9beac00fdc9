"""What each kind of report is asked beside its text, and how officers read the answers."""

from collections.abc import Iterator, Mapping

from helpdesk.portal import rules
from helpdesk.portal.model import Draft, Step
from ui.i18n import N_, SOURCE, translate

ABOUT: Mapping[str, str] = {
    "self": N_("Saya sendiri"),
    "child": N_("Anak saya"),
    "parent": N_("Orang tua saya"),
    "family": N_("Anggota keluarga lain"),
    "other": N_("Orang lain"),
}
AGES: Mapping[str, str] = {
    "baby": N_("Bayi (di bawah 1 tahun)"),
    "toddler": N_("Balita (1–4 tahun)"),
    "child": N_("Anak (5–11 tahun)"),
    "teenager": N_("Remaja (12–17 tahun)"),
    "adult": N_("Dewasa (18–59 tahun)"),
    "elder": N_("Lansia (60 tahun ke atas)"),
    "pregnant": N_("Ibu hamil"),
}
RECEIVE: Mapping[str, str] = {
    "page": N_("Dibaca di halaman lacak"),
    "copy": N_("Salinan berkas di halaman lacak"),
    "print": N_("Salinan cetak, diambil di kantor"),
    "see": N_("Melihat langsung di kantor"),
}

_DAY = N_("Tanggal kejadian: %(answer)s")
_CLOCK = N_("Waktu kejadian: %(answer)s")
_ABOUT = N_("Pertanyaan tentang: %(answer)s")
_AGE = N_("Kelompok usia: %(answer)s")
_PURPOSE = N_("Tujuan penggunaan informasi: %(answer)s")
_RECEIVE = N_("Cara menerima informasi: %(answer)s")


def told(draft: Draft) -> str:
    """The text with its answers below it, as officers read it: in Indonesian."""
    lines = [translate(SOURCE, label, answer=answer) for label, answer in _answers(draft)]
    return "\n\n".join((draft.text, "\n".join(lines))) if lines else draft.text


def _answers(draft: Draft) -> Iterator[tuple[str, str]]:
    """Only of questions that this kind is asked, and only what was answered."""
    asked = rules.STEPS[draft.kind]
    given = (
        (Step.WHEN, _DAY, rules.day_said(draft.when, SOURCE)),
        (Step.WHEN, _CLOCK, draft.clock),
        (Step.ABOUT, _ABOUT, ABOUT.get(draft.about, "")),
        (Step.ABOUT, _AGE, AGES.get(draft.age, "")),
        (Step.PURPOSE, _PURPOSE, draft.purpose),
        (Step.PURPOSE, _RECEIVE, RECEIVE.get(draft.receive, "")),
    )
    for step, label, answer in given:
        if step in asked and answer:
            yield label, answer
