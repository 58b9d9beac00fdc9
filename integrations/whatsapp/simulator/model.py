"""What the simulated Cloud API knows: accounts, templates, ordered faults, chats, ledgers."""

from collections import deque
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kit.simulator import model
from kit.simulator.limits import Limit
from kit.simulator.model import Times

WINDOW = timedelta(hours=24)
"""How long after a citizen's message a business may write freely."""
PLACE_LASTS = timedelta(minutes=5)
"""How long the address of a file can be used."""
MEDIA_LASTS = timedelta(days=7)

MOST_LINES = 100
"""Messages kept per chat."""


class SimulatedTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template; `{{1}}` and so on are its variables."""

    name: str
    language: str
    body: str
    status: str = "APPROVED"
    """APPROVED, PENDING, REJECTED, PAUSED or DISABLED."""
    category: str = "UTILITY"
    header: str = ""
    """A format other than text: IMAGE, DOCUMENT."""


TEMPLATES = (
    SimulatedTemplate(
        name="case_received", language="id", body="Laporan Anda kami terima dengan nomor {{1}}. Pantau: {{2}}"
    ),
    SimulatedTemplate(
        name="case_received", language="en", body="We received your report as number {{1}}. Follow it: {{2}}"
    ),
    SimulatedTemplate(name="case_update", language="id", body="Kabar tentang laporan {{1}}: {{2}}"),
    SimulatedTemplate(name="case_update", language="en", body="News of your report {{1}}: {{2}}"),
    SimulatedTemplate(
        name="colleague_notice",
        language="id",
        body="Kasus {{1}} ({{2}}) masuk ke {{3}}. Tenggat: {{4}}. Buka: {{5}}",
    ),
    SimulatedTemplate(
        name="colleague_notice",
        language="en",
        body="Case {{1}} ({{2}}) came to {{3}}. Due: {{4}}. Open: {{5}}",
    ),
    SimulatedTemplate(
        name="approval_asked",
        language="id",
        body="{{1}} meminta persetujuan untuk kasus {{2}} ({{3}}). Buka: {{4}} (untuk petugas)",
    ),
    SimulatedTemplate(
        name="approval_decided",
        language="id",
        body="Permintaan Anda untuk kasus {{1}} {{2}} oleh {{3}}. Buka: {{4}} (untuk petugas)",
    ),
    SimulatedTemplate(
        name="unit_help",
        language="id",
        body="Kasus {{1}} ({{2}}): {{3}}. Tenggat: {{4}}. Buka: {{5}} (untuk petugas)",
    ),
    SimulatedTemplate(
        name="case_news", language="id", body="Kasus {{1}} ({{2}}): {{3}}. Buka: {{4}} (untuk petugas)"
    ),
    SimulatedTemplate(
        name="unit_case",
        language="id",
        body="Kasus {{1}} ({{2}}) untuk {{3}}. Petunjuk: {{4}}. Tenggat: {{5}}. Balas pesan ini, atau buka: {{6}}",
    ),
    SimulatedTemplate(
        name="unit_code",
        language="id",
        body="Kode {{1}} untuk membuka kasus: {{2}}. Berlaku 10 menit.",
        category="AUTHENTICATION",
    ),
    SimulatedTemplate(
        name="colleague_alert", language="id", body="Perlu perhatian, {{1}} tenggat: {{2}}. Buka: {{3}}"
    ),
    SimulatedTemplate(
        name="colleague_alert", language="en", body="{{1}} due times need you: {{2}}. Open: {{3}}"
    ),
    SimulatedTemplate(
        name="round_reminder",
        language="id",
        body="Putaran pantau {{1}} berakhir pukul {{2}}. Diperiksa: {{3}} dari {{4}}. Buka: {{5}} (untuk petugas)",
    ),
    SimulatedTemplate(
        name="round_reminder",
        language="en",
        body="Monitoring round {{1}} ends at {{2}}. Checked: {{3}} of {{4}}. Open: {{5}} (for staff)",
    ),
    SimulatedTemplate(
        name="round_missed",
        language="id",
        body="Putaran pantau terlewat: {{1}}. Tulis alasannya: {{2}} (untuk penyelia)",
    ),
    SimulatedTemplate(
        name="round_missed",
        language="en",
        body="Monitoring round missed: {{1}}. Say why: {{2}} (for supervisors)",
    ),
    SimulatedTemplate(name="question", language="id", body="Kami butuh keterangan untuk {{1}}: {{2}}"),
    SimulatedTemplate(name="question", language="en", body="We need to know more about {{1}}: {{2}}"),
    SimulatedTemplate(name="rate_us", language="id", body="Laporan {{1}} selesai. Nilai layanan kami: {{2}}"),
    SimulatedTemplate(name="rate_us", language="en", body="Report {{1}} is closed. Please rate us: {{2}}"),
    SimulatedTemplate(
        name="visit_reminder",
        language="id",
        body="Pengingat: kunjungan Anda di {{1}} pada {{2}}.",
        status="PENDING",
    ),
    SimulatedTemplate(
        name="lucky_draw",
        language="id",
        body="Menangkan hadiah! Balas YA.",
        status="REJECTED",
        category="MARKETING",
    ),
    SimulatedTemplate(
        name="survey_again", language="id", body="Mohon isi survei layanan: {{1}}", status="PAUSED"
    ),
    SimulatedTemplate(
        name="poster", language="id", body="Jadwal imunisasi bulan ini.", category="MARKETING", header="IMAGE"
    ),
)
"""What every simulated account has; an account may bring its own."""


class SimulatedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One phone number of one business account, and the hook that hears of it."""

    phone_number_id: str
    waba_id: str
    display_number: str
    app_secret: str
    access_token: str
    verify_token: str
    hook_url: str
    name: str
    templates: tuple[SimulatedTemplate, ...] = TEMPLATES


class Faults(model.Faults, kw_only=True):
    """What goes wrong at one account, on request."""

    auto_read: bool = False
    """Report read at once; otherwise when the citizen opens the chat."""
    strict_window: bool = False
    """Refuse free text to people who never wrote here. Otherwise only those who did are held to 24 hours,
    because their messages may have come to the hook from somewhere else, or before a restart."""
    late_window_error: bool = False
    """Take the message and report 131047 by webhook, as Meta does when the window closes meanwhile."""
    error_code: int = 131000
    errors: Times = 0
    """Refuse the next n messages with `error_code`."""
    without_id: Times = 0
    """Take the message and answer 200 without its id, n times."""
    fail_code: int = 131026
    """What is reported of a message that fails."""
    lost_media: Times = 0
    """Files that cannot be fetched, n times."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast one account may send. The usual ones are Meta's: 80 a second, here counted over two seconds, and to one
    person one in six seconds, of which 45 may be borrowed."""

    account: Limit = Limit(at_once=160, every=1 / 80)
    """Above it, code 130429."""
    pair: Limit = Limit(at_once=45, every=6.0)
    """Above it, code 131056."""


_NONE = Limit(at_once=1, every=0.0)
LIMITS = {
    "usual": Limits(),
    "narrow": Limits(account=Limit(at_once=3, every=5.0), pair=Limit(at_once=2, every=20.0)),
    "none": Limits(account=_NONE, pair=_NONE),
}
"""What the page offers, by its name there."""


class Pace(model.Pace, frozen=True, kw_only=True):
    """How long things take, in seconds."""

    sent: float = 0.1
    delivered: float = 0.5
    read: float = 1.0


class Direction(StrEnum):
    FROM_CITIZEN = "from_citizen"
    FROM_OFFICE = "from_office"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A button, or a row of a list."""

    id: str
    title: str
    description: str = ""


class Line(msgspec.Struct, kw_only=True):
    """One message in a chat, as the citizen's phone shows it."""

    id: str
    direction: Direction
    at: datetime
    kind: str
    text: str = ""
    media_id: str = ""
    mime_type: str = ""
    file_name: str = ""
    reply_to: str = ""
    template: str = ""
    our_id: str = ""
    """The sender's `biz_opaque_callback_data`."""
    reaction: str = ""
    """Of the citizen."""
    office_reaction: str = ""
    state: str = ""
    """sent, delivered, read or failed; a citizen's message is sent until the hook took it."""
    choices: tuple[Choice, ...] = ()
    """What may be pressed under an office's message."""
    list_label: str = ""
    """What opens the list; empty when the choices are buttons."""

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


class Chat(msgspec.Struct, kw_only=True):
    """One citizen and one account."""

    citizen: str
    """The number without its plus, or a business-scoped user id."""
    user_id: str
    name: str = ""
    wrote_at: datetime | None = None
    """When the citizen last wrote here; none for somebody who never did."""
    lines: deque[Line] = msgspec.field(default_factory=lambda: deque(maxlen=MOST_LINES))

    def line(self, line_id: str) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a citizen sent."""

    id: str
    phone_number_id: str
    content: bytes
    mime_type: str
    sha256: str
    name: str
    at: datetime


class Sending(msgspec.Struct, kw_only=True):
    """One call to send a message, for the ledger: taken, or refused with a code."""

    at: datetime
    phone_number_id: str
    to: str
    type: str
    id: str = ""
    text: str = ""
    template: str = ""
    reply_to: str = ""
    our_id: str = ""
    refused: str = ""
    answered: str = "ok"
    """How the caller was answered: ok, or the fault that was ordered."""


class Hooking(model.Hooking, kw_only=True):
    """One webhook, for the ledger."""

    phone_number_id: str
    ids: list[str]
