"""The memory of the simulated LAPOR: who may come in, what was filed, which faults are ordered."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from integrations.lapor.simulator.bells import Bells
from integrations.lapor.simulator.faults import Call, Failure, Faults, taken
from integrations.lapor.simulator.model import (
    NATIONAL_ADMIN,
    OTHER_INSTITUTIONS,
    VERIFIED,
    Complaint,
    Institution,
    SimulatedAgency,
)

COMPLAINTS_KEPT = 1000
DOCUMENTS_KEPT = 5000
LONGEST_CONTENT = 20_000

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_IDS = ("channel", "user_id", "classification_id", "disposition_id", "category_id", "location_id")
_FLAGS = ("is_anonymous", "is_secret", "is_priority", "is_new_user_slider")
_KEPT = (*_IDS, *_FLAGS, "title", "content", "date_of_incident", "tags_raw", "attachments")
_REPORTER = ("emailUser", "nameUser", "phoneUser")
_ATTACHMENTS = re.compile(r"\[[\d, ]*\]\.?")


class Refused(Exception):
    """The interface answers with this status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Ledger:
    """All complaints of all agencies, the oldest forgotten beyond `COMPLAINTS_KEPT`, files beyond `DOCUMENTS_KEPT`."""

    def __init__(
        self, now: Callable[[], datetime], agencies: Sequence[SimulatedAgency], clock: Callable[[], float]
    ) -> None:
        self.now = now
        self.bells = Bells(clock)
        self.faults = Faults()
        self.calls: Counter[str] = Counter()
        self.filed = 0
        self.complaints: dict[int, Complaint] = {}
        self.documents: list[dict[str, Any]] = []
        self._agencies = tuple(agencies)
        self.tokens: dict[str, SimulatedAgency] = {}
        # Starts with the clock, so that a restart does not hand the same numbers out again.
        self._next_id = 1_000_000 + max(int((now() - _EPOCH).total_seconds()), 0)

    def forget(self) -> None:
        """Empty everything but the numbering: no number is ever given out twice."""
        self.faults = Faults()
        self.calls.clear()
        self.filed = 0
        self.complaints.clear()
        self.documents.clear()
        self.tokens.clear()
        self.bells.clear()

    def agency(self, headers: Mapping[str, str]) -> SimulatedAgency:
        """The agency whose headers fit; raises `Refused` with 401."""
        bearer, _, token = headers.get("authorization", "").partition(" ")
        holder = self.tokens.get(token) if bearer == "Bearer" else None
        if holder and compare_digest(headers.get(holder.token_header.lower(), ""), holder.token_value):
            return holder
        for agency in self._agencies:
            wanted = {
                agency.auth_header: agency.auth_value,
                agency.token_header: agency.token_value,
                **agency.further,
            }
            given = "\n".join(headers.get(name.lower(), "") for name in wanted)
            if compare_digest(given.encode(), "\n".join(wanted.values()).encode()):
                return agency
        raise Refused(401, "Invalid Credentials")

    def grant(self, client_id: str, secret: str) -> str:
        """A short token for an agency that knows its secret, which is its bare bearer value; raises `Refused`."""
        for agency in self._agencies:
            known = f"{agency.institution_id}\n{agency.auth_value.removeprefix('Bearer ')}"
            if compare_digest(known.encode(), f"{client_id}\n{secret}".encode()):
                self.calls["token"] += 1
                token = f"sementara-{agency.institution_id}-{self.calls['token']}"
                self.tokens[token] = agency
                return token
        raise Refused(401, "invalid_client")

    def failure(self, call: Call) -> Failure | None:
        """Count the call and take the failure ordered for it, if any."""
        self.calls[call] += 1
        found, self.faults = taken(self.faults, call)
        return found

    def institutions(self) -> list[Institution]:
        """Every institution complaints can be passed to, the agencies first."""
        return [*map(as_institution, self._agencies), *OTHER_INSTITUTIONS]

    def institution(self, institution_id: int) -> Institution:
        """One of them; raises `Refused` with 422."""
        for institution in self.institutions():
            if institution.id == institution_id:
                return institution
        raise Refused(422, "Instansi tidak ditemukan")

    def file(self, agency: SimulatedAgency, body: Mapping[str, Any]) -> Complaint:
        """Create a complaint; there is no recognition of repeats, as in the real one."""
        _must_be_complete(body)
        complaint = Complaint(
            id=self._next_id,
            filed_by=as_institution(agency),
            filed_at=self.now(),
            body={name: body[name] for name in (*_KEPT, *_REPORTER) if name in body},
            disposition=self.institution(body["disposition_id"]),
        )
        self._next_id += 1
        self.filed += 1
        self.put(complaint)
        return complaint

    def keep(self, files: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
        """What uploaded files were, with the ids that a complaint names them by; the bytes are forgotten."""
        first = self.calls[Call.UPLOAD] * 100
        added = [
            {"id": first + place, "name": name, "size": len(content), "exif": b"Exif" in content}
            for place, (name, content) in enumerate(files)
        ]
        self.documents = [*self.documents, *added][-DOCUMENTS_KEPT:]
        return added

    def passed_on_to(self, agency: SimulatedAgency) -> list[Complaint]:
        """What others filed and this agency holds, oldest first."""
        held = (each for each in self.complaints.values() if each.disposition.id == agency.institution_id)
        return [each for each in held if each.filed_by.id != agency.institution_id]

    def pass_on(self, institution_id: int, body: Mapping[str, Any]) -> Complaint:
        """A citizen's own complaint, verified by the national administrator and passed on."""
        complaint = Complaint(
            id=self._next_id,
            filed_by=NATIONAL_ADMIN,
            filed_at=self.now(),
            body=dict(body),
            state=VERIFIED,
            disposition=self.institution(institution_id),
        )
        self._next_id += 1
        self.put(complaint)
        return complaint

    def put(self, complaint: Complaint) -> None:
        """Keep a complaint in its present form; who filed or holds it, and wants to be called, hears of a change."""
        known = complaint.id in self.complaints
        self.complaints[complaint.id] = complaint
        if known:
            self.bells.ring(complaint, self.now())
        while len(self.complaints) > COMPLAINTS_KEPT:
            del self.complaints[next(iter(self.complaints))]

    def complaint(self, raw_id: str, agency: SimulatedAgency | None = None) -> Complaint:
        """A complaint that this agency filed or holds; raises `Refused` with 404."""
        found = self.complaints.get(int(raw_id)) if raw_id.isdecimal() and len(raw_id) < 20 else None
        if found and agency:
            concerned = (found.filed_by.id, found.disposition.id)
            found = found if agency.institution_id in concerned else None
        if found is None:
            raise Refused(404, "Laporan tidak ditemukan")
        return found


def as_institution(agency: SimulatedAgency) -> Institution:
    """The agency as a row of the institutions' list."""
    return Institution(id=agency.institution_id, name=agency.name)


def _must_be_a_reporter(body: Mapping[str, Any]) -> None:
    """A citizen's account needs a name and a way to them; without one no word about a citizen belongs here."""
    told = {name: body[name] for name in _REPORTER if name in body}
    if not all(isinstance(each, str) and each.strip() for each in told.values()):
        raise Refused(422, "pelapor tidak valid")
    if body.get("is_new_user_slider") is True and not ("nameUser" in told and len(told) > 1):
        raise Refused(422, "nameUser dan phoneUser atau emailUser wajib diisi")
    if body.get("is_new_user_slider") is False and told:
        raise Refused(422, "pelapor tanpa is_new_user_slider")


def _must_be_complete(body: Mapping[str, Any]) -> None:
    for name in ("title", "content"):
        text = body.get(name)
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_CONTENT:
            raise Refused(422, f"{name} tidak valid")
    for name in _IDS:
        by_citizen = name == "user_id" and body.get("is_new_user_slider") is True
        if type(body.get(name)) is not int and not by_citizen:
            raise Refused(422, f"{name} tidak valid")
    _must_be_a_reporter(body)
    for name in _FLAGS:
        if type(body.get(name)) is not bool:
            raise Refused(422, f"{name} tidak valid")
    attachments = body.get("attachments")
    listed = isinstance(attachments, str) and _ATTACHMENTS.fullmatch(attachments)
    if not (attachments is False or listed or isinstance(attachments, list)):
        raise Refused(422, "attachments tidak valid")
