"""Sheets as offices keep them, made with the words and dates that stand in real ones."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import xlsxwriter  # type: ignore[import-untyped]

from helpdesk.sheets import importing, service, store
from helpdesk.sheets.model import Import, Tab, Workbook
from kit.ids import uuid7
from support.world import Place
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

HEADS = (
    *(
        "No. Tiket",
        "Tanggal Masuk",
        "Kanal",
        "Nama Pelapor",
        "No. HP",
        "Jenis",
        "Topik",
        "Puskesmas",
        "Uraian",
    ),
    *("Status", "Unit", "Diteruskan ke", "Jawaban", "Tanggal Jawab", "Tanggal Selesai"),
)
"""The fifteen columns as an Indonesian office calls them."""


def a_line(
    number: str = "", opened: str = "01/11/2026", text: str = "Antrean loket lama", **more: str
) -> list[str]:
    """One line of such a sheet: open, and by telephone."""
    cells = {
        "number": number,
        "date": opened,
        "channel": "Telepon",
        "kind": "Pengaduan",
        "text": text,
        **more,
    }
    names = (
        *("number", "date", "channel", "name", "phone", "kind", "topic", "facility", "text", "state", "unit"),
        *("escalated_to", "answer", "answered_at", "closed_at"),
    )
    return [cells.get(name, "") for name in names]


def as_csv(
    lines: Iterable[Sequence[str]],
    *,
    heads: Sequence[str] = HEADS,
    separator: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """The sheet as a spreadsheet program saves it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([heads, *lines])
    return text.getvalue().encode(encoding)


def as_xlsx(pages: dict[str, Sequence[Sequence[Any]]], *, above: Sequence[str] = ()) -> bytes:
    """A workbook; `above`: titles over the heads. Dates are dates there, numbers are numbers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, lines in pages.items():
            page = book.add_worksheet(name)
            for at, title in enumerate(above):
                page.write(at, 0, title)
            for at, cells in enumerate(lines, len(above)):
                page.write_row(at, 0, cells)
    return content.getvalue()


async def brought(actor: Actor, content: bytes, name: str = "eskalasi.csv") -> UUID:
    """The file is a draft, its columns chosen as they were proposed."""
    import_id = await service.bring(actor, name, content)
    found, choice = await service.one(actor, import_id)
    await service.choose(actor, import_id, choice, version=found.version)
    return import_id


async def taken_in(place: Place, actor: Actor, content: bytes, *, most: int = 100) -> UUID:
    """The file is in the office."""
    import_id = await brought(actor, content)
    await service.begin(actor, import_id, version=(await the(actor, import_id)).version)
    await finish(place, most=most)
    return import_id


async def taken_back(place: Place, actor: Actor, import_id: UUID) -> Import:
    """And out again."""
    await service.undo(actor, import_id, version=(await the(actor, import_id)).version)
    await finish(place)
    return await the(actor, import_id)


async def finish(place: Place, *, most: int = 100) -> None:
    """What the worker does until nothing is due."""
    while await importing.import_due(place.id, most=most):
        pass


async def a_kept_sheet(place: Place, actor: Actor) -> str:
    """A draft of one line at an office, without a file that was read for it."""
    import_id, line = uuid7(), (2, ("01/11/2026", "Antrean"))
    tab = Tab(name="", heads=("Tanggal", "Uraian"), first=2, lines=1)
    async with tenant_scope(place.id) as scope:
        await store.add(scope, import_id, "eskalasi.csv", Workbook(tabs=(tab,), lines=((line,),)), actor)
    return str(import_id)


async def the(actor: Actor, import_id: UUID) -> Import:
    """The import as it stands."""
    return (await service.one(actor, import_id))[0]
