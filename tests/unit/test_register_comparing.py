"""What differs between a case here and in the register, one row of a table each."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.cases.model import CaseState
from helpdesk.registers.comparing import Compared, Gap, counted, gaps
from helpdesk.registers.model import Step
from support.builders import NOW

_USUAL: dict[str, Any] = {
    "number": "BTG-1",
    "title": "Antrean",
    "state": CaseState.IN_PROGRESS,
    "step": Step.TRACKING,
    "tracking_id": "1000001",
    "status": "in_process",
    "raw_name": "Dalam Proses",
    "institution": "Dinas Kesehatan Batang",
    "status_since": NOW - timedelta(days=1),
    "polled_at": NOW - timedelta(hours=1),
    "said_here": None,
    "said_there": None,
    "remapped": True,
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"institution": " dinas  kesehatan BATANG"}, ()),
        ({"step": Step.NEEDS_PERSON, "status": ""}, (Gap.NEEDS_PERSON,)),
        ({"step": Step.DRAFT, "status": "", "asked_at": NOW - timedelta(hours=23)}, ()),
        ({"step": Step.DRAFT, "status": "", "asked_at": NOW - timedelta(hours=25)}, (Gap.NOT_FILED,)),
        ({"tracking_id": ""}, (Gap.NUMBER_MISSING,)),
        ({"step": Step.SUBMITTED, "status": "unverified"}, ()),
        (
            {"step": Step.SUBMITTED, "status": "unverified", "status_since": NOW - timedelta(days=2)},
            (Gap.TRANSFER_UNHEARD,),
        ),
        (
            {
                "step": Step.TRANSFER_REQUESTED,
                "status": "unverified",
                "status_since": NOW - timedelta(days=4),
            },
            (),
        ),
        (
            {
                "step": Step.TRANSFER_REQUESTED,
                "status": "unverified",
                "status_since": NOW - timedelta(days=9),
            },
            (Gap.TRANSFER_WAITS,),
        ),
        ({"error_code": "message_rejected"}, (Gap.NOT_FOUND,)),
        ({"error_code": "channel_failing"}, ()),
        ({"remapped": False}, (Gap.UNKNOWN_STATUS,)),
        ({"status": "unverified", "status_since": NOW - timedelta(days=6)}, ()),
        ({"status": "unverified", "status_since": NOW - timedelta(days=8)}, (Gap.UNVERIFIED,)),
        ({"status": "finished"}, (Gap.ENDED_THERE,)),
        ({"status": "finished", "state": CaseState.CLOSED}, ()),
        ({"status": "rejected", "step": Step.FINISHED}, (Gap.ENDED_THERE,)),
        ({"state": CaseState.CLOSED}, (Gap.OPEN_THERE,)),
        ({"state": CaseState.ANSWERED, "polled_at": None}, ()),
        ({"said_there": NOW}, (Gap.ANSWER_THERE,)),
        ({"said_there": NOW - timedelta(days=2), "said_here": NOW - timedelta(hours=1)}, ()),
        ({"said_there": NOW - timedelta(days=2), "said_here": NOW - timedelta(days=1)}, (Gap.ANSWER_HERE,)),
        ({"said_here": NOW - timedelta(days=1)}, (Gap.ANSWER_HERE,)),
        ({"institution": "BPJS Kesehatan"}, (Gap.ELSEWHERE,)),
        ({"institution": ""}, ()),
    ],
)
def test_what_differs(changes: dict[str, Any], found: tuple[Gap, ...]) -> None:
    assert gaps(Compared(**(_USUAL | changes)), "Dinas Kesehatan Batang", NOW) == found


def test_an_office_whose_own_institution_is_not_known_is_told_of_no_other() -> None:
    assert gaps(Compared(**(_USUAL | {"institution": "BPJS Kesehatan"})), "", NOW) == ()


def test_cases_are_counted_once_each() -> None:
    found = {
        "a": (Gap.UNVERIFIED, Gap.ELSEWHERE),
        "b": (Gap.NOT_FOUND,),
        "c": (Gap.ENDED_THERE, Gap.ANSWER_THERE),
    }
    assert counted(found) == {"differing": 2, "stuck": 2, "missing": 1}
