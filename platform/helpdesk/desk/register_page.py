"""The page on which cases here and in SP4N-LAPOR stand side by side; and the same as a file."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from helpdesk.desk import sheets
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.register_words import mode_words
from helpdesk.desk.rows import STATES
from helpdesk.desk.telling import REGISTER_STATES
from helpdesk.registers.comparing import STUCK, Compared, Gap
from helpdesk.registers.modes import mode_of
from helpdesk.registers.reconciling import exported, reconciled
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import N_

_SHOWN = 200
"""Lines on the page; the file has all."""
_GAPS = {
    Gap.NEEDS_PERSON: N_("Perlu diperiksa: belum pasti ada di SP4N-LAPOR!"),
    Gap.NOT_FILED: N_("Lebih dari sehari diminta, belum terdaftar di SP4N-LAPOR!"),
    Gap.TRANSFER_UNHEARD: N_("Permintaan pelimpahannya belum sampai di sana"),
    Gap.TRANSFER_WAITS: N_("Pelimpahannya diminta, lebih dari lima hari belum dijawab di sana"),
    Gap.NUMBER_MISSING: N_("Terdaftar, tetapi nomornya belum diketahui"),
    Gap.NOT_FOUND: N_("Nomornya tidak ditemukan di SP4N-LAPOR!"),
    Gap.UNVERIFIED: N_("Lebih dari tujuh hari belum diverifikasi di sana"),
    Gap.ENDED_THERE: N_("Sudah selesai di sana, masih terbuka di sini"),
    Gap.OPEN_THERE: N_("Sudah selesai di sini, masih terbuka di sana"),
    Gap.ANSWER_THERE: N_("Ada jawaban di sana yang belum disampaikan ke warga"),
    Gap.ANSWER_HERE: N_("Jawaban kita belum ada di sana"),
    Gap.ELSEWHERE: N_("Di sana dipegang instansi lain"),
    Gap.UNKNOWN_STATUS: N_("Kata statusnya belum dikenal"),
}
_HEADS = (
    N_("Nomor"), N_("Nomor SP4N-LAPOR!"), N_("Judul"), N_("Keadaan di sini"), N_("Keadaan di sana"),
    N_("Instansi"), N_("Dilihat (%(zone)s)"), N_("Yang berbeda"),
)  # fmt: skip


@get("/lapor")
async def register_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What differs now, the newest cases first."""
    here = await visit(request, slug)
    found = await reconciled(here.actor, here.book)
    exports = bool(found.rows) and here.actor.may(Permission.EXPORT_CASES)
    return page(
        here,
        "desk/lapor.html",
        await shell_at(here, "lapor"),
        rows=[_row(here, row, gaps) for row, gaps in found.rows[:_SHOWN]],
        hidden=max(0, len(found.rows) - _SHOWN),
        mode=mode_words(await mode_of(here.actor, here.book), here.say),
        compared=found.compared,
        import_href=f"{here.path}/lapor/import"
        if here.actor.may(Permission.OPEN_CASES) and here.actor.may(Permission.FILE_IN_REGISTER)
        else "",
        csv_href=f"{here.path}/lapor.csv" if exports else "",
        at=formats.date_time(found.now, here.office.timezone, language=here.language),
    )


@get("/lapor.csv")
async def send_register(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """All of it as a file; no cell is a formula."""
    here = await visit(request, slug)
    found = await exported(here.actor, here.book)
    zone = here.office.timezone
    heads = sheets.heads(_HEADS, zone, found.now, here.say)
    body = sheets.lines(_cells(here, row, gaps) for row, gaps in found.rows)
    name = f"{here.office.slug}-sp4n-lapor-{found.now:%Y%m%d-%H%M}.csv"
    return Response(heads + body, media_type="text/csv", headers=sheets.headers(name))


def _row(here: Visit, row: Compared, gaps: tuple[Gap, ...]) -> dict[str, Any]:
    return {
        "number": row.number,
        "href": f"{here.path}/cases/{row.number}",
        "tracking": row.tracking_id,
        "title": row.title,
        "here": here.say(STATES[row.state]),
        "there": _there(here, row),
        "institution": row.institution,
        "gaps": [(here.say(_GAPS[gap]), "bad" if gap in STUCK else "warn") for gap in gaps],
    }


def _cells(here: Visit, row: Compared, gaps: tuple[Gap, ...]) -> list[str]:
    return [
        row.number,
        row.tracking_id,
        row.title,
        here.say(STATES[row.state]),
        _there(here, row),
        row.institution,
        sheets.moment(row.polled_at, here.office.timezone),
        "; ".join(here.say(_GAPS[gap]) for gap in gaps),
    ]


def _there(here: Visit, row: Compared) -> str:
    """Our word for it, and theirs where nobody has said that it means the same."""
    ours = here.say(REGISTER_STATES[row.status]) if row.status in REGISTER_STATES else ""
    return f"{ours} ({row.raw_name})" if ours and row.raw_name and not row.remapped else ours or row.raw_name
