"""What an act does at the other office, in words, shown before it is done. Pure."""

from collections.abc import Mapping

from helpdesk.casefile.model import CasePageView
from helpdesk.desk.shell import Say
from helpdesk.escalation.effects import EFFECTS, Doing, Effect
from helpdesk.escalation.model import LIVING, LinkState
from ui.i18n import N_

EFFECT_WORDS: Mapping[Effect, str] = {
    Effect.FOLLOWS: N_(
        "Serah terima pindah ke kasus asal; kantor itu melihat nomor barunya. Yang tidak dapat pindah berakhir di sana."
    ),
    Effect.NOTHING: N_("Belum berubah; serah terima tetap berjalan sampai kasus ini ditutup."),
    Effect.ANSWERED: N_(
        "Petugas di sana membaca bahwa bagian kantor ini selesai; langkah berikutnya di mereka."
    ),
    Effect.PART_REOPENED: N_("Bagian yang sudah dijawab di sana dibuka lagi."),
    Effect.TOLD_REOPENED: N_(
        "Petugas di sana diberi tahu; kasus mereka tetap tertutup, kecuali diminta lagi."
    ),
    Effect.WORKED_ON: N_("Petugas di sana membaca bahwa kantor ini mengerjakannya lagi."),
    Effect.OVER: N_(
        "Serah terima berakhir. Kasus mereka tetap seperti adanya sampai petugas di sana memutuskan."
    ),
    Effect.WITHDRAWN: N_("Kasus ditarik dari sana dengan alasan Anda, dan berakhir di sana."),
    Effect.RETURNED: N_("Kasus kembali ke sana dengan alasan Anda."),
    Effect.COPY_GOES: N_(
        "Salinan data warga dan berkasnya di sana ikut dihapus, atau mereka menyebut aturan yang mewajibkan"
        " menyimpannya. Anda diberi tahu hasilnya."
    ),
    Effect.COPY_GONE: N_(
        "Petugas di sana diberi tahu bahwa salinan di kantor ini hilang; kasus mereka sendiri tetap."
    ),
}


def effects_of(view: CasePageView, deed: str, say: Say) -> list[tuple[str, str]]:
    """For each other office that has to do with the case: its name, and what the act does there."""
    if deed not in set(Doing):
        return []
    found: dict[str, Effect] = {}
    for each in view.handovers:
        living = each.state in LIVING
        if not living and each.state is not LinkState.CLOSED and Doing(deed) is not Doing.ERASE:
            continue
        effect = EFFECTS.get((Doing(deed), each.side, living))
        if effect is not None:
            found[each.office] = effect
    return [(office, say(EFFECT_WORDS[effect])) for office, effect in found.items()]
