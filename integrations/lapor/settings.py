"""What one office's access to SP4N-LAPOR needs; every default is the national one, as far as it is known."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.channels.conduct import CloseRules, PollPlan, RetryPlan, Sharing, must_be_a_link
from helpdesk.channels.contract import SECRET
from integrations.lapor.headers import NATIONAL as NATIONAL_HEADERS
from integrations.lapor.headers import must_be_headers, needs

NATIONAL_BASE_URL = "https://api-splp.layanan.go.id/lapor/3.0.0"

RemoteCode = Literal[
    "unverified",
    "verified",
    "in_process",
    "answered",
    "finished",
    "rejected",
    "archived",
    "on_hold",
    "unknown",
]
"""How we call the states of the register (`helpdesk.channels.register.RemoteStatus`)."""

AttachmentsFormat = Literal["json_string", "json_string_dot", "list", "none_as_false"]

NATIONAL_STATUSES: Mapping[str, RemoteCode] = {
    "belum terverifikasi": "unverified",
    "terverifikasi": "verified",
    "dalam proses": "in_process",
    "selesai": "finished",
    "ditolak": "rejected",
    "diarsipkan": "archived",
    "ditunda": "on_hold",
}
"""Names met in working clients, and the side states of the administration. Codes are not known."""

SHORTEST_LIMIT = 50
LONGEST_LIMIT = 10_000
"""No form of ours takes more; what LAPOR itself keeps of an answer was seen to be 1000."""
MOST_PER_MINUTE = 6000

SHORTEST_SECRET = 16

LONGEST_SECONDS = 120.0
"""Of one call; it may drip for twice as long, after its token and its turn were waited for, and all within a lease."""

_GOVERNMENT = re.compile(r"(?=.{1,100}$)\.?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+go\.id")


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of the interface below `base_url`; agencies are known to have variants of their own."""

    upload: str = "/complaints/complaint/file"
    create: str = "/complaints/complaint"
    transfer: str = "/complaints/process/{complaint_id}/reject"
    follow: str = "/complaints/{complaint_id}/complaint"
    followups: str = "/complaints/{complaint_id}/followups"
    add_followup: str = "/complaints/followup/add"
    institutions: str = "/masters/institutions/external"
    templates: str = "/masters/templates"
    categories: str = ""
    """No client was seen asking for these; where an agency is told a path, the list is fetched too."""
    classifications: str = ""
    channels: str = ""
    locations: str = ""
    listing: str = ""
    """Complaints that were passed on to the office; where it is not known, they come by file."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a row of `paths.listing` holds what; dots lead inwards."""

    id: str = "id"
    tracking_id: str = ""
    """Empty means that the id is the citizen's number."""
    title: str = "title"
    text: str = "content"
    classification: str = "classification_id"
    passed_on: str = "disposed_at"
    anonymous: str = "is_anonymous"
    secret: str = "is_secret"  # noqa: S105 - a field's name


class LaporSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One agency's access. Raises `ValueError` for what can never work, without naming any secret."""

    auth_value: Annotated[str, SECRET]
    token_value: Annotated[str, SECRET]
    """As LAPOR gave it, with its braces."""
    user_id: int
    """The service account in whose name the office files and answers."""
    disposition_id: int
    """The office's own institution: it gets its filings first and answers in its name."""
    category_id: int
    """Category of every filing until topics are mapped; "Lainnya terkait Kesehatan" suits best."""

    base_url: str = NATIONAL_BASE_URL
    sandbox: bool = False
    """It is a system of LAPOR to try things in; one whose address says so is one anyway."""
    paths: Paths = Paths()
    listing: Listing = Listing()
    headers: dict[str, str] = msgspec.field(default_factory=lambda: dict(NATIONAL_HEADERS))
    """Name → template of its value, which names the secret: `Bearer {auth_value}`."""
    extra_value: Annotated[str, SECRET] = ""
    """A third secret, for agencies whose gateway wants one; named in `headers` as `{extra_value}`."""
    token_provider: Literal["static", "oauth2"] = "static"  # noqa: S105 - a word
    """static: `auth_value` is sent as it is; oauth2: it is a client's secret, by which short tokens are fetched."""
    grant_url: str = ""
    client_id: str = ""
    most_per_minute: int = 600
    """Calls of this account; more wait for their turn."""

    connect_seconds: float = 10.0
    write_seconds: float = 90.0
    read_seconds: float = 30.0
    pages_max: int = 100
    """Pages of follow-ups read at most; a register with more is told as failing, never as read."""

    channel: int = 13
    location_id: int = 34
    """34 stands for the whole country."""
    classification: dict[str, int] = {}
    """Our case kind (complaint, consultation, information, aspiration) → LAPOR's classification."""
    classification_default: int = 6
    tags: str = ""
    is_priority: tuple[Literal["low", "normal", "high", "urgent"], ...] = ()
    """Which of our priorities are a priority there; none, as working clients send it."""
    template_code: str = "reply"
    """The template that marks an answer of ours."""
    share_reporter: Sharing = "none"
    """What of the citizen goes along: nothing, name and number, or the mailbox too; always with their recorded word on
    it, never of who stays unnamed, and a NIK never."""
    secret_default: bool = True
    """What a filing is unless its officer decides otherwise; about health it is nobody else's."""
    anonymous_default: bool = False
    answer_secret: bool = True
    """Answers about health are not for the public unless the office decides otherwise."""

    files_max: int = 5
    file_bytes_max: int = 5_000_000
    file_types: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    """Of the forms that name limits; doc and docx are taken there too, and we keep none."""
    attachments_format: AttachmentsFormat = "none_as_false"
    id_paths: tuple[str, ...] = ("results.complaint.id", "complaint_id")
    """Where a filing's answer may hold the complaint's id, in the order to look."""
    tracking_id_path: str = ""
    """Where it holds the citizen's number; empty means that the id is that number."""
    tracking_id_pattern: str = r"\d{5,12}"
    tracking_url_template: str = ""
    """Where citizens look their number up, with `{tracking_id}` in it; empty while its present form is not known."""
    tracking_hosts: tuple[str, ...] = (".lapor.go.id",)
    """Where that may lead: names of government hosts; a leading dot means the domain and all below it."""
    close_rules: CloseRules = CloseRules()
    retry: RetryPlan = RetryPlan()
    poll: PollPlan = PollPlan()
    webhook: bool = False
    """LAPOR, or a gateway before it, may call us when a complaint changed: it is looked at sooner, and that is all."""
    webhook_secret: Annotated[str, SECRET] = ""
    """With which those calls are signed; needed where they are on."""
    file_hosts: tuple[str, ...] = (".lapor.go.id",)
    """Where files of follow-ups may lie; a leading dot means the domain and all below it."""
    file_base_url: str = "https://www.lapor.go.id"
    """What a path without a host stands below; its host is allowed."""
    date_formats: tuple[str, ...] = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y")
    source_tz: str = "Asia/Jakarta"

    status_map: dict[str, RemoteCode] = {}
    """Raw code or raw name, in any case → our code; goes before the national names."""

    title_max: int = 150
    content_max: int = 4000
    content_template: str = "[Tiket {local_ref}] {title}\n\n{content}"
    answer_max: int = 1000

    def __post_init__(self) -> None:
        _must_be_an_address(self.base_url, "base_url")
        _must_be_an_address(self.file_base_url, "file_base_url")
        if self.token_provider == "oauth2":  # noqa: S105 - a word
            _must_be_an_address(self.grant_url, "grant_url")
            if not self.client_id:
                raise ValueError("client_id must be given where tokens are fetched")
        if not 1 <= self.most_per_minute <= MOST_PER_MINUTE:
            raise ValueError(f"most_per_minute must be from 1 to {MOST_PER_MINUTE}")
        for name in ("connect_seconds", "write_seconds", "read_seconds"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0")
            if getattr(self, name) > LONGEST_SECONDS:
                raise ValueError(f"{name} must be at most {LONGEST_SECONDS:g}")
        for name in ("pages_max", "files_max", "file_bytes_max"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        must_be_headers(self.headers)
        if needs(self.headers, "extra_value") and not self.extra_value:
            raise ValueError("extra_value must be given where a header names it")
        _must_be_found_again(self.content_template)
        for name in ("title_max", "content_max", "answer_max"):
            _must_be_a_limit(getattr(self, name), name)
        of_one = (self.paths.follow, self.paths.followups, self.paths.transfer)
        if not all("{complaint_id}" in path for path in of_one):
            raise ValueError("paths.follow, paths.followups and paths.transfer must hold {complaint_id}")
        _must_be_readable(self.tracking_id_pattern, self.source_tz)
        _must_lead_to_government(self.tracking_url_template, self.tracking_hosts)
        if self.webhook and len(self.webhook_secret) < SHORTEST_SECRET:
            raise ValueError(f"webhook_secret must have at least {SHORTEST_SECRET} signs where calls are on")

    def __repr__(self) -> str:
        return f"LaporSettings(base_url={self.base_url!r}, disposition_id={self.disposition_id})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("base_url", self.base_url), ("disposition_id", self.disposition_id)]


class ByHandSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an office without keys decides; what it copies is otherwise the national form. See `LaporSettings`."""

    secret_default: bool = True
    anonymous_default: bool = False
    content_template: str = "[Tiket {local_ref}] {title}\n\n{content}"
    answer_max: int = 1000
    tracking_id_pattern: str = r"\d{5,12}"
    tracking_url_template: str = ""
    tracking_hosts: tuple[str, ...] = (".lapor.go.id",)
    close_rules: CloseRules = CloseRules()

    def __post_init__(self) -> None:
        _must_be_found_again(self.content_template)
        _must_be_a_limit(self.answer_max, "answer_max")
        _must_be_readable(self.tracking_id_pattern, "Asia/Jakarta")
        _must_lead_to_government(self.tracking_url_template, self.tracking_hosts)


def _must_be_found_again(template: str) -> None:
    if "{local_ref}" not in template:
        raise ValueError("content_template must hold {local_ref}: a filing is found again by it")
    if template.count("{content}") != 1:
        raise ValueError("content_template must hold {content} once")


def _must_be_a_limit(most: int, name: str) -> None:
    if not SHORTEST_LIMIT <= most <= LONGEST_LIMIT:
        raise ValueError(f"{name} must be from {SHORTEST_LIMIT} to {LONGEST_LIMIT}")


def _must_lead_to_government(template: str, hosts: tuple[str, ...]) -> None:
    if not all(_GOVERNMENT.fullmatch(host) for host in hosts):
        raise ValueError("tracking_hosts may hold names below go.id alone")
    must_be_a_link(template, hosts, "tracking_url_template")


def _must_be_an_address(url: str, name: str) -> None:
    parts = urlsplit(url)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain:
        raise ValueError(f"{name} must be an http(s) address without user, query or fragment")


def _must_be_readable(pattern: str, zone: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        raise ValueError("tracking_id_pattern is not a regular expression") from None
    try:
        ZoneInfo(zone)
    except (OSError, KeyError, ValueError):
        raise ValueError("source_tz is not a time zone") from None


BY_HAND = LaporSettings(auth_value="", token_value="", user_id=0, disposition_id=0, category_id=0)
"""What a filing looks like at an office without keys: the national form, no ids of its own."""


def settings_of(known: object) -> LaporSettings:
    """By which an account's filings are written; those of an office by hand are called nowhere."""
    if isinstance(known, ByHandSettings):
        return msgspec.structs.replace(BY_HAND, **msgspec.structs.asdict(known))
    return known if isinstance(known, LaporSettings) else BY_HAND
