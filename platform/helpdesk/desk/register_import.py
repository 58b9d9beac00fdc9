"""Take in a file of SP4N-LAPOR's export: choose it, say what its columns hold, see what would happen, do it."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.refusals import sentence
from helpdesk.incoming import service
from helpdesk.incoming.model import NEEDED, Fate, Field, Report, Sheet
from helpdesk.incoming.rules import sheet_of
from helpdesk.masters.rules import MOST_BYTES
from kit.errors import Conflict, Invalid, Refusal
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui.i18n import N_
from ui.model import FieldError, Option, wrong_of

_MOST_SHOWN = 300
_FIELDS: Mapping[Field, str] = {
    Field.NUMBER: N_("Nomor laporan"),
    Field.TEXT: N_("Isi laporan"),
    Field.TITLE: N_("Judul"),
    Field.CLASSIFICATION: N_("Klasifikasi"),
    Field.PASSED_ON: N_("Tanggal disposisi"),
    Field.ANONYMOUS: N_("Anonim"),
    Field.SECRET: N_("Rahasia"),
}
_WRONG = {
    ("file", "required"): N_("Pilih berkas CSV yang berisi judul kolom dan paling sedikit satu laporan."),
    ("file", "too_large"): N_("Berkas terlalu besar: paling besar 1 MB."),
    ("file", "too_many"): N_("Terlalu banyak laporan: paling banyak 1.000 sekali ambil."),
    ("file", "unreadable"): N_("Berkas tidak terbaca. Simpan sebagai CSV (UTF-8), lalu coba lagi."),
    **{(field.value, "required"): N_("Pilih kolom nomor dan kolom isi laporan.") for field in NEEDED},
    **{(field.value, "unknown"): N_("Kolom itu tidak ada dalam berkas.") for field in Field},
}
_FATES = {
    Fate.NEW: (N_("Baru"), "ok"),
    Fate.KNOWN: (N_("Sudah ada"), ""),
    Fate.OURS: (N_("Pendaftaran kantor ini sendiri"), "ok"),
    Fate.MATCH: (N_("Perlu dicocokkan"), "warn"),
    Fate.WRONG: (N_("Tidak terbaca"), "bad"),
}
_WHY = {
    "number": N_("Nomor laporan tidak sesuai dengan pola nomor kantor ini."),
    "text": N_("Isi laporan kosong."),
    "date": N_("Tanggal tidak terbaca atau belum tiba."),
    "flag": N_("Anonim dan rahasia ditulis ya atau tidak."),
    Fate.OURS: N_("Nomornya dicatat pada kasus"),
    Fate.MATCH: N_("Memuat rujukan kasus yang nomornya di SP4N-LAPOR! berbeda:"),
}


@get("/lapor/import")
async def choose_export(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The form for the file."""
    here = await visit(request, slug)
    require(here.actor, Permission.OPEN_CASES)
    require(here.actor, Permission.FILE_IN_REGISTER)
    return await _form(here)


@post("/lapor/import", status_code=200, request_max_body_size=3 * MOST_BYTES)
async def take_export(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Show what the file would bring; take it in when that was seen."""
    here = await visit(request, slug)
    require(here.actor, Permission.OPEN_CASES)
    form = await request.form()
    content = await _content(form)
    try:
        sheet = sheet_of(content)
    except Invalid as refusal:
        return await _form(here, refusal)
    step, chosen = _text(form, "step"), {field.value: _text(form, f"in_{field.value}") for field in Field}
    try:
        if not step:
            chosen = await service.columns_of(here.actor, sheet)
        report = (
            await service.import_all(here.actor, sheet, chosen, here.book)
            if step == "import"
            else await service.checked(here.actor, sheet, chosen, here.book)
        )
    except Invalid as refusal:
        return await _columns(here, sheet, content, chosen, None, refusal if step else None)
    except Conflict as refusal:
        return await _form(here, refusal)
    return await _columns(here, sheet, content, chosen, report)


async def _content(form: Mapping[str, Any]) -> bytes:
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return await file.read()
    return _text(form, "text").encode("utf-8", "replace")


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _form(here: Visit, refusal: Refusal | None = None) -> Answer:
    errors = _errors(here, refusal)
    return page(
        here,
        "desk/lapor_import.html",
        await shell_at(here, "lapor"),
        status=409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        to=f"{here.path}/lapor/import",
        back_href=f"{here.path}/lapor",
        refusal=sentence(refusal, here.say) if isinstance(refusal, Conflict) else "",
        errors=errors,
        wrong=wrong_of(errors),
        columns=None,
    )


async def _columns(
    here: Visit,
    sheet: Sheet,
    content: bytes,
    chosen: Mapping[str, str],
    report: Report | None,
    refusal: Refusal | None = None,
) -> Answer:
    errors = _errors(here, refusal)
    heads = [Option(value=head, label=head) for head in dict.fromkeys(sheet.heads) if head]
    return page(
        here,
        "desk/lapor_import.html",
        await shell_at(here, "lapor"),
        status=422 if refusal else 200,
        to=f"{here.path}/lapor/import",
        back_href=f"{here.path}/lapor",
        refusal="",
        errors=errors,
        wrong=wrong_of(errors),
        text=content.decode("utf-8-sig", "replace"),
        heads=heads,
        columns=[
            {
                "name": f"in_{field.value}",
                "label": here.say(label),
                "value": chosen.get(field.value, ""),
                "needed": field in NEEDED,
            }
            for field, label in _FIELDS.items()
        ],
        done=report.done if report else False,
        counts=[(here.say(word), str(report.count(fate))) for fate, (word, _) in _FATES.items()]
        if report
        else [],
        fresh=report.count(Fate.NEW) if report else 0,
        brings=report.count(Fate.NEW) + report.count(Fate.OURS) if report else 0,
        lines=_lines(here, report) if report else [],
        hidden=max(0, len(report.lines) - _MOST_SHOWN) if report else 0,
    )


def _lines(here: Visit, report: Report) -> list[dict[str, Any]]:
    return [
        {
            "place": line.place,
            "number": line.number,
            "title": line.title,
            "fate": here.say(_FATES[line.fate][0]),
            "tone": _FATES[line.fate][1],
            "why": here.say(_WHY[line.why or line.fate]) if (line.why or line.fate) in _WHY else "",
            "case": line.case_number,
            "href": f"{here.path}/cases/{line.case_number}" if line.case_number else "",
        }
        for line in report.lines[:_MOST_SHOWN]
    ]


def _errors(here: Visit, refusal: Refusal | None) -> list[FieldError]:
    wrong: Mapping[str, str] = refusal.details.get("fields", {}) if refusal else {}
    return [
        FieldError(field="file" if name == "file" else f"in_{name}", text=here.say(_WRONG[(name, code)]))
        for name, code in wrong.items()
    ]
