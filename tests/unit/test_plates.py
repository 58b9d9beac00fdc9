"""What an office elsewhere may write on its door: a name, and nothing that sends a citizen anywhere."""

from typing import Any

import pytest

from helpdesk.elsewhere.model import Plate
from helpdesk.elsewhere.wire import is_sound
from kit.ids import uuid7


def _plate(**more: str) -> Plate:
    fields: dict[str, Any] = {
        "slug": "kendal",
        "code": "KDL",
        "name": "Dinas Kesehatan Kab. Kendal",
        "desk_name": "Halo Kendal 1500-567!",
        "level": "district",
        "timezone": "Asia/Jakarta",
    }
    return Plate(uid=uuid7(), **(fields | more))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        *(
            ("name", each)
            for each in ("Buka palsu.example", "https://palsu", "Hubungi 0812 3456 7890", "a@b", "")
        ),
        *(("desk_name", each) for each in ("www.palsu", "palsu.example/nik", "Halo\nKemenkes", "x" * 201)),
        *(("slug", each) for each in ("../admin", "Kendal", "k", "a.b")),
        *(("code", each) for each in ("kdl", "K", "KENDAL", "K-L")),
        *(("timezone", each) for each in ("Mars/Olympus", "../../etc/passwd", "")),
        ("level", "planet"),
    ],
)
def test_a_door_says_who_lives_there_and_nothing_else(field: str, wrong: str) -> None:
    assert is_sound(_plate())
    assert not is_sound(_plate(**{field: wrong}))
