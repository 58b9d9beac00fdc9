"""The words of the pages of topics."""

from collections.abc import Mapping
from typing import Any

from admin.frame.service import Words, address
from helpdesk.desk.pages import Visit
from helpdesk.topics.model import Topic
from ui.i18n import N_

ORDER = ("name",)
DONE: Mapping[str, str] = {
    "added": N_("Topik ditambahkan. Petugas langsung dapat memilihnya."),
    "saved": N_("Topik disimpan."),
    "moved": N_("Urutan diubah."),
    "off": N_("Topik tidak lagi ditawarkan. Kasus yang memakainya tetap menyimpannya."),
    "on": N_("Topik ditawarkan lagi kepada petugas."),
}
REFUSED: Mapping[str, str] = {
    "too_many_topics": N_("Sudah ada 50 topik. Hentikan yang tidak dipakai lagi."),
    "topic_changed": N_("Orang lain baru saja mengubah topik ini. Di bawah ini keadaan terbarunya."),
}
WRONG: Words = {
    ("name", "required"): N_("Tulis nama topiknya."),
    ("name", "too_long"): N_("Nama terlalu panjang: paling banyak 60 huruf."),
    ("name", "taken"): N_("Sudah ada topik dengan nama itu."),
}


def row(here: Visit, topic: Topic, *, first: bool) -> dict[str, Any]:
    """A topic as the list shows it."""
    href = address(here, f"topics/{topic.id}")
    return {
        "name": topic.name,
        "active": topic.active,
        "href": href,
        "raise_to": f"{href}/raise" if topic.active and not first else "",
    }
