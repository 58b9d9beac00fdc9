"""What the simulated LAPOR knows: agencies, complaints, and the states a complaint goes through."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class SimulatedAgency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency with an account: what it must send in which header, and as whom it is known."""

    institution_id: int
    name: str
    auth_value: str
    """The whole value, with its `Bearer `."""
    token_value: str
    auth_header: str = "Authorization"
    token_header: str = "token"  # noqa: S105 - a header's name

    further: Mapping[str, str] = {}
    """Headers that it must send beside these two, and their values."""

    def __repr__(self) -> str:
        return f"SimulatedAgency(institution_id={self.institution_id}, name={self.name!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("institution_id", self.institution_id), ("name", self.name)]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A status as LAPOR shows it: the code is ours, no real value is known; the names are real."""

    code: str
    name: str
    color: str


UNVERIFIED = State(code="1", name="Belum Terverifikasi", color="warn")
VERIFIED = State(code="2", name="Terverifikasi", color="info")
IN_PROCESS = State(code="3", name="Dalam Proses", color="info")
FINISHED = State(code="4", name="Selesai", color="ok")
REJECTED = State(code="5", name="Ditolak", color="bad")
ARCHIVED = State(code="6", name="Diarsipkan", color="bad")
ON_HOLD = State(code="7", name="Ditunda", color="warn")


class Act(StrEnum):
    """What LAPOR's administrators do with a complaint."""

    VERIFY = "verify"
    DISPOSE = "dispose"
    HOLD = "hold"
    NOT_AUTHORITY = "not_authority"
    ARCHIVE = "archive"
    ANSWER = "answer"
    FINISH = "finish"
    REOPEN = "reopen"


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the institutions' list."""

    id: int
    name: str


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """One complaint; `logs` and `followups` are kept in LAPOR's own words, oldest first."""

    id: int
    filed_by: Institution
    filed_at: datetime
    body: Mapping[str, Any]
    state: State = UNVERIFIED
    disposition: Institution
    transfer_to: Institution | None = None
    transfers_asked: int = 0
    """How often an agency asked for it."""
    logs: tuple[Mapping[str, Any], ...] = ()
    followups: tuple[Mapping[str, Any], ...] = ()


OTHER_INSTITUTIONS = (
    Institution(id=9001, name="Admin Nasional SP4N-LAPOR!"),
    Institution(id=9002, name="BPJS Kesehatan"),
    Institution(id=9003, name="Badan Pengawas Obat dan Makanan"),
    Institution(id=9004, name="Pemerintah Kabupaten Batang"),
    Institution(id=9005, name="Pemerintah Provinsi Jawa Tengah"),
)
NATIONAL_ADMIN = OTHER_INSTITUTIONS[0]

TEMPLATES = (
    {"template_code": "reply", "title": "Tindak lanjut", "type": "reply", "content": ""},
    {"template_code": "disposition", "title": "Disposisi", "type": "disposition", "content": ""},
)
