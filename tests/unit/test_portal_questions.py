"""What each kind of report is asked, and how officers read the answers."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from helpdesk.cases.model import CaseKind
from helpdesk.portal import rules
from helpdesk.portal.model import Draft, Privacy, Step
from helpdesk.portal.questions import told

NOW = datetime(2026, 1, 5, tzinfo=UTC)
NAMES = ("Puskesmas Bandar I", "Puskesmas Bandar II", "Puskesmas Batang I", "RSUD Batang")
PLACES = [(UUID(int=number), name) for number, name in enumerate(NAMES, start=1)]


def a_draft(kind: CaseKind, **answers: Any) -> Draft:
    return Draft(key="k", kind=kind, begun_at=NOW, text="Isi", **answers)


def steps(kind: CaseKind, privacy: Privacy = Privacy.NAMED, whatsapp: bool = True) -> tuple[Step, ...]:
    return rules.steps_of(kind, has_facilities=True, has_whatsapp=whatsapp, privacy=privacy)


def test_each_kind_is_asked_questions_of_its_own() -> None:
    own = {kind: set(steps(kind)) for kind in CaseKind}
    assert own[CaseKind.COMPLAINT] >= {Step.WHERE, Step.WHEN, Step.FILES}
    assert Step.ABOUT in own[CaseKind.CONSULTATION]
    assert Step.WHERE not in own[CaseKind.CONSULTATION]
    assert Step.PURPOSE in own[CaseKind.INFORMATION]
    assert Step.FILES not in own[CaseKind.INFORMATION]
    assert len({frozenset(asked) for asked in own.values()}) == 4
    assert all(steps(kind)[0] is Step.TEXT and steps(kind)[-1] is Step.CHECK for kind in CaseKind)


def test_somebody_without_a_name_is_not_asked_for_whatsapp() -> None:
    assert Step.REPLY in steps(CaseKind.COMPLAINT)
    assert Step.REPLY not in steps(CaseKind.COMPLAINT, Privacy.ANONYMOUS)
    assert Step.REPLY not in steps(CaseKind.COMPLAINT, whatsapp=False)


def test_officers_read_the_answers_below_the_text() -> None:
    complaint = a_draft(CaseKind.COMPLAINT, when="2026-01-05", clock="100% pagi", about="child")
    assert told(complaint) == "Isi\n\nTanggal kejadian: 5 Januari 2026\nWaktu kejadian: 100% pagi"
    question = a_draft(CaseKind.CONSULTATION, about="child", age="toddler", purpose="x")
    assert told(question) == "Isi\n\nPertanyaan tentang: Anak saya\nKelompok usia: Balita (1–4 tahun)"
    information = a_draft(CaseKind.INFORMATION, purpose="Tugas kuliah", receive="print")
    assert told(information).endswith(
        "Tujuan penggunaan informasi: Tugas kuliah\nCara menerima informasi: Salinan cetak, diambil di kantor"
    )
    assert told(a_draft(CaseKind.ASPIRATION, when="2026-01-05")) == "Isi"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("puskesmas bandar i", 1),
        ("  PUSKESMAS  Bandar II ", 2),
        (str(UUID(int=4)), 4),
        ("Bandar", 0),
        ("", 0),
    ],
)
def test_a_facility_is_known_by_its_name_as_people_type_it(written: str, place: int) -> None:
    assert rules.place_of(written, PLACES) == (str(UUID(int=place)) if place else "")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("bandar", NAMES[:2]),
        ("pusk bata", NAMES[2:]),
        ("rumah sakit batang", NAMES[2:]),
        ("Semarang", ()),
        ("puskesmas", ()),
    ],
)
def test_a_name_that_is_none_finds_those_like_it(written: str, found: tuple[str, ...]) -> None:
    assert tuple(name for _, name in rules.similar_places(written, PLACES)) == found


@pytest.mark.parametrize(("purpose", "wrong"), [("", "required"), ("berobat", ""), ("x" * 501, "too_long")])
def test_information_is_asked_for_with_a_reason(purpose: str, wrong: str) -> None:
    assert rules.wrong_purpose(purpose) == wrong
