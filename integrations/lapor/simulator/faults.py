"""What can be made to go wrong in the simulated LAPOR, and the shapes its answers can take."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec


class Call(StrEnum):
    """A call of the interface that a failure can be ordered for."""

    UPLOAD = "upload"
    CREATE = "create"
    TRANSFER = "transfer"
    FOLLOW = "follow"
    FOLLOWUPS = "followups"
    ANSWER = "answer"
    MASTERS = "masters"
    LISTING = "listing"


class Failure(StrEnum):
    """How a call fails; the `stored_` ones have their effect and do not say so."""

    UNAUTHORIZED = "unauthorized"
    THROTTLED = "throttled"
    REFUSED = "refused"
    FAILING = "failing"
    STORED_THEN_FAILING = "stored_then_failing"
    STORED_THEN_SILENT = "stored_then_silent"
    STORED_WITHOUT_ID = "stored_without_id"
    STORED_THEN_GARBLED = "stored_then_garbled"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """The next `times` calls of this kind fail like this."""

    call: Call
    failure: Failure
    times: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be ordered at once; the default is a LAPOR that works."""

    orders: Annotated[tuple[Order, ...], msgspec.Meta(max_length=50)] = ()
    retry_after: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 7
    silent_seconds: Annotated[float, msgspec.Meta(ge=0, le=120)] = 30.0
    id_as: Literal["int", "str"] = "int"
    id_place: Literal["by_path", "nested", "top"] = "by_path"
    answer_longest: Annotated[int, msgspec.Meta(ge=50, le=10_000)] = 1000
    """No fault: agencies may be told another limit than the one that was seen."""
    page_size: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100
    repeated_items: bool = False
    odd_items: bool = False
    institutions_hidden: Annotated[int, msgspec.Meta(ge=0)] = 0


def taken(faults: Faults, call: Call) -> tuple[Failure | None, Faults]:
    """The failure this call meets, if any, and what is left of the orders."""
    for place, order in enumerate(faults.orders):
        if order.call == call:
            rest = [msgspec.structs.replace(order, times=order.times - 1)] if order.times > 1 else []
            orders = (*faults.orders[:place], *rest, *faults.orders[place + 1 :])
            return order.failure, msgspec.structs.replace(faults, orders=orders)
    return None, faults


def followups_shown(items: Sequence[Mapping[str, Any]], faults: Faults) -> list[Any]:
    """The follow-ups as they are listed, odd and doubled ones included."""
    shown: list[Any] = list(items)
    if faults.repeated_items:
        shown = [again for item in shown for again in (item, item)]
    return [*shown, *_ODD_ITEMS] if faults.odd_items else shown


_ODD_ITEMS: tuple[Any, ...] = (
    None,
    "bukan objek",
    {},
    {"content": "Tanpa waktu", "institution_from_name": "Instansi Contoh"},
    {
        "content": "Memakai date",
        "date": "20-11-2026 08:00:00",
        "institution_from_id": {"name": "Instansi Contoh"},
    },
    {"data": '{"status_old": {"name": "Terverifikasi"}, "status_new": {"name": "Dalam Proses"}}'},
    {
        "content": "<p>Sudah <b>diperiksa</b>.</p><script>alert(1)</script><p>A &amp; B</p>",
        "template_content": "{{institution_from}} menjawab; status {{ status_new }}.",
        "institution_from_name": "Instansi Contoh",
        "created_at": "20-11-2026 23:30:00",
        "attachments": [{"path": "/berkas/1.pdf", "file_name": "surat.pdf", "extension": "pdf"}],
    },
    {"content": "Waktu rusak", "created_at": "00-00-0000 00:00:00", "attachments": "bukan daftar"},
)
