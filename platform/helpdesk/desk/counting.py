"""How many SMS an answer makes, told below the composer before it is sent."""

from typing import Any

from helpdesk.casefile.model import CasePageView
from helpdesk.desk.pages import Visit
from kit.sms_parts import counted
from ui.i18n import N_

PLAIN = N_("%(n)s SMS, masih muat %(left)s huruf")
WIDE = N_("%(n)s SMS, masih muat %(left)s huruf (ada emoji atau huruf khusus: tiap SMS memuat lebih sedikit)")
OVER = N_("%(n)s SMS, paling banyak %(most)s. Ringkas dahulu, atau kirim dalam dua pesan.")


def parts_values(here: Visit, view: CasePageView, text: str, before: str = "") -> dict[str, Any] | None:
    """The count, and the sentences with which static/compose_parts.js goes on counting; none where nothing is
    sent in parts. `before`: what stands before the text when it is sent."""
    most = view.way.most_parts
    if most is None or view.case.mirrored:
        return None
    count = counted((before + text.replace("\r\n", "\n").strip()).strip())
    over = count.parts > most
    said = OVER if over else WIDE if count.wide else PLAIN
    sentences = (("plain", PLAIN), ("wide", WIDE), ("over", OVER))
    return {
        "most": most,
        "before": before,
        "over": over,
        "now": here.say(said, n=count.parts, left=count.left, most=most),
        "said": {name: here.say(each, n="{n}", left="{left}", most=most) for name, each in sentences},
    }
