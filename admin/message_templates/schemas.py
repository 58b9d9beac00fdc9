"""The words of the pages of message templates."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.channels.model import AccountState
from admin.frame.service import Words, address
from helpdesk.channels.errors import ChannelError, CredentialsRejected
from helpdesk.channels.model import TemplateState
from helpdesk.desk.pages import Visit
from helpdesk.message_templates.model import FetchedTemplates, MessageTemplate
from helpdesk.notifications.alerting import TEMPLATE as ALERT
from helpdesk.notifications.colleagues import TEMPLATE as COLLEAGUE
from ui.i18n import N_
from ui.model import Option

ORDER = ("account", "name", "language", "category", "body", "variables", "state")
STATES: Mapping[TemplateState, tuple[str, str, str]] = {
    TemplateState.APPROVED: (N_("Disetujui"), "ok", "circle-check"),
    TemplateState.PENDING: (N_("Menunggu persetujuan"), "warn", "hourglass"),
    TemplateState.REJECTED: (N_("Ditolak WhatsApp"), "bad", "circle-alert"),
    TemplateState.PAUSED: (N_("Dijeda WhatsApp"), "warn", "circle-pause"),
    TemplateState.DISABLED: (N_("Tidak ada lagi atau dimatikan"), "", "ban"),
}
CATEGORIES: Mapping[str, str] = {
    "utility": N_("Layanan (utility)"),
    "marketing": N_("Promosi (marketing)"),
    "authentication": N_("Kode masuk (authentication)"),
}
LANGUAGES: Mapping[str, str] = {
    "id": "Bahasa Indonesia",
    "en": "English",
    "en_US": "English (US)",
    "jv": "Jawa",
}
DONE: Mapping[str, str] = {
    "added": N_("Templat disimpan."),
    "saved": N_("Templat disimpan."),
}
REFUSED: Mapping[str, str] = {
    "account_off": N_("Akun ini dimatikan atau setelannya tidak dapat dibuka. Periksa di halaman kanal."),
    "message_template_changed": N_(
        "Orang lain baru saja mengubah templat ini. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    ),
}
WRONG: Words = {
    ("account", "unknown"): N_("Pilih akun WhatsApp-nya."),
    ("name", "required"): N_("Tulis nama templat seperti di WhatsApp."),
    ("name", "form"): N_(
        "Nama templat hanya berisi huruf kecil, angka, dan garis bawah, misalnya kabar_laporan."
    ),
    ("name", "taken"): N_("Templat dengan nama dan bahasa itu sudah ada untuk akun ini."),
    ("language", "unknown"): N_("Pilih bahasa dari daftar."),
    ("category", "unknown"): N_("Pilih kategori dari daftar."),
    ("body", "required"): N_("Salin isi templatnya."),
    ("body", "too_long"): N_("Isi templat terlalu panjang: paling banyak 1.024 huruf."),
    ("body", "variables"): N_(
        "Nomori variabel berurutan mulai dari {{1}}, {{2}} dan seterusnya, paling banyak 20."
    ),
    ("variables", "too_many"): N_("Ada lebih banyak arti daripada variabel di dalam isi."),
    ("variables", "too_long"): N_("Satu arti paling banyak 60 huruf."),
    ("state", "unknown"): N_("Pilih keadaan dari daftar."),
}
_FOR_COLLEAGUES = N_(
    "Petugas unit baru dapat diberi kabar lewat WhatsApp kapan saja bila templat bernama colleague_notice"
    " disetujui. Isinya memuat {{1}} nomor kasus, {{2}} jenis, {{3}} unit, {{4}} tenggat, dan {{5}} tautan."
)
_FOR_ALERTS = N_(
    "Peringatan tenggat baru dapat dikirim lewat WhatsApp kapan saja bila templat bernama colleague_alert"
    " disetujui. Isinya memuat {{1}} jumlah, {{2}} kasus dan tenggatnya, dan {{3}} tautan."
)
_NEEDED = {COLLEAGUE: _FOR_COLLEAGUES, ALERT: _FOR_ALERTS}
_WRONG_LIST = N_(
    "WhatsApp tidak memberikan daftarnya: token ditolak, tidak berizin whatsapp_business_management,"
    " atau ID akun WhatsApp Business keliru."
)


def hints(here: Visit, templates: Sequence[MessageTemplate]) -> list[str]:
    """What is missing before colleagues can be told at any time; nothing when nothing is."""
    approved = {each.name for each in templates if each.state is TemplateState.APPROVED}
    return [here.say(text) for name, text in _NEEDED.items() if name not in approved]


def row(here: Visit, template: MessageTemplate, accounts: Mapping[str, str]) -> dict[str, Any]:
    """A template as the list shows it."""
    word, tone, icon = STATES[template.state]
    return {
        "name": template.name,
        "language": LANGUAGES.get(template.language, template.language),
        "category": here.say(CATEGORIES.get(template.category, template.category)),
        "body": template.body,
        "account": accounts.get(str(template.account_id), ""),
        "state": here.say(word),
        "tone": tone,
        "icon": icon,
        "href": address(here, f"templates/{template.id}"),
    }


def fetch_forms(here: Visit, accounts: list[AccountState]) -> list[dict[str, str]]:
    """A button for each account whose remote has a list."""
    return [
        {"name": each.name, "to": address(here, f"templates/fetch/{each.id}")}
        for each in accounts
        if each.has_templates and each.active
    ]


def options(here: Visit, accounts: list[AccountState]) -> dict[str, list[Option]]:
    """What can be chosen in the form."""
    states = {state: STATES[state][0] for state in TemplateState}
    return {
        "accounts": [Option(value=str(each.id), label=each.name) for each in accounts if each.has_templates],
        "languages": [Option(value=code, label=name) for code, name in LANGUAGES.items()],
        "categories": [Option(value=key, label=here.say(word)) for key, word in CATEGORIES.items()],
        "states": [Option(value=state.value, label=here.say(word)) for state, word in states.items()],
    }


def told(here: Visit, done: FetchedTemplates) -> str:
    """What reading the list changed."""
    said = here.say(
        N_("Daftar diambil: %(added)s baru, %(changed)s berubah, %(gone)s tidak ada lagi."),
        added=done.added,
        changed=done.changed,
        gone=done.gone,
    )
    if not done.skipped:
        return said
    more = N_("%(skipped)s dilewati karena memakai gambar, tombol dengan variabel, atau variabel bernama.")
    return f"{said} {here.say(more, skipped=done.skipped)}"


def not_fetched(here: Visit, error: ChannelError) -> str:
    """Why the list did not come."""
    return here.say(_WRONG_LIST if isinstance(error, CredentialsRejected) else error.sentence)
