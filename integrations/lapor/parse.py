"""From LAPOR's answers to our values. Tolerant of every variant that was seen; strict about the id."""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import msgspec

from helpdesk.channels.register import Filed, MasterRow, RemoteComplaint, RemoteStatus
from integrations.lapor.entries import moment
from integrations.lapor.payloads import Details
from integrations.lapor.plain import plain
from integrations.lapor.settings import NATIONAL_STATUSES, LaporSettings

_REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Unreadable(Exception):
    """The answer is not what the interface promises; `what` is a word for the log, never its content."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of follow-ups, still in LAPOR's words."""

    items: Sequence[Any]
    more: bool


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint as the follow call shows it, its log lines still in LAPOR's words."""

    status: RemoteStatus
    logs: Sequence[Any]


def filed(body: bytes, settings: LaporSettings) -> Filed:
    """The id and the citizen's number of a new complaint.

    Raises `Unreadable` when there is no id. A citizen's number that does not fit the pattern is left empty:
    the complaint exists, and a person looks the number up.
    """
    document, remote_id = _document(body), named(body, settings)
    tracking_id = _identifier(document, settings.tracking_id_path) if settings.tracking_id_path else remote_id
    fits = re.fullmatch(settings.tracking_id_pattern, tracking_id, re.ASCII)
    return Filed(remote_id=remote_id, tracking_id=tracking_id if fits else "")


def named(body: bytes, settings: LaporSettings) -> str:
    """The id of the complaint that a call to us is about; raises `Unreadable` where it names none."""
    document = _document(body)
    remote_id = next(filter(None, (_identifier(document, path) for path in settings.id_paths)), "")
    if not _REMOTE_ID.fullmatch(remote_id):
        raise Unreadable("without_id")
    return remote_id


def documents(body: bytes, count: int) -> tuple[str, ...]:
    """The ids of uploaded files; raises `Unreadable` unless each of the files got one."""
    rows = _rows(_results(body).get("docs"))
    found = tuple(_scalar(row.get("id")) for row in rows if isinstance(row, dict))
    if len(found) != count or not all(each.isascii() and each.isdecimal() for each in found):
        raise Unreadable("documents_missing")
    return found


def complaint(body: bytes, settings: LaporSettings) -> Complaint:
    """The present status and the log lines; raises `Unreadable` when there is no status at all."""
    results = _results(body)
    data = results.get("data")
    if not isinstance(data, dict):
        raise Unreadable("without_data")
    details = msgspec.convert(data, Details)
    logs = chain(_rows(results.get("data_logs")), _rows(data.get("data_logs")))
    return Complaint(status=_status(details, settings), logs=list(logs))


def page(body: bytes) -> Page:
    """The follow-ups of one page and whether another one is announced."""
    results = _results(body)
    return Page(items=list(_rows(results.get("data"))), more=bool(results.get("next_page_url")))


def masters(body: bytes) -> tuple[list[MasterRow], bool]:
    """The rows of a master list that have a code and a name, and whether another page is announced.

    Raises `Unreadable` when the answer is no list.
    """
    results = _results(body)
    if not isinstance(results.get("data"), list | dict):
        raise Unreadable("without_data")
    rows = [_master(row) for row in _rows(results["data"]) if isinstance(row, dict)]
    return [row for row in rows if row.code and row.name], bool(results.get("next_page_url"))


def _master(row: dict[str, Any]) -> MasterRow:
    code = next(filter(None, (_scalar(row.get(name)) for name in ("id", "template_code", "code"))), "")
    name = next(filter(None, (plain(row.get(name)) for name in ("name", "title"))), "")
    return MasterRow(code=code[:64], name=" ".join(name.split())[:200], parent=_parent(row)[:64])


def _parent(row: dict[str, Any]) -> str:
    found = next(filter(None, (_scalar(row.get(name)) for name in ("parent_id", "parent"))), "")
    return "" if found == "0" else found


def passed_on(body: bytes, settings: LaporSettings) -> tuple[list[RemoteComplaint], bool]:
    """Complaints of one page of the listing that have an id and a text, and whether another page is announced.

    Raises `Unreadable` when the answer is no list.
    """
    results = _results(body)
    if not isinstance(results.get("data"), list | dict):
        raise Unreadable("without_data")
    rows = [_passed_on(row, settings) for row in _rows(results["data"]) if isinstance(row, dict)]
    return [row for row in rows if row is not None], bool(results.get("next_page_url"))


def _passed_on(row: dict[str, Any], settings: LaporSettings) -> RemoteComplaint | None:
    at = settings.listing
    remote_id, text = _identifier(row, at.id), plain(_at(row, at.text))
    number = _identifier(row, at.tracking_id) if at.tracking_id else remote_id
    if not _REMOTE_ID.fullmatch(remote_id) or not text:
        return None
    secret = _flag(_at(row, at.secret))
    return RemoteComplaint(
        remote_id=remote_id,
        tracking_id=number if re.fullmatch(settings.tracking_id_pattern, number, re.ASCII) else "",
        text=text,
        title=plain(_at(row, at.title)),
        classification=_scalar(_at(row, at.classification)),
        passed_on_at=moment(_at(row, at.passed_on), settings),
        anonymous=_flag(_at(row, at.anonymous)) is not False,
        secret=settings.secret_default if secret is None else secret,
    )


def _flag(value: Any) -> bool | None:
    """A flag in the shapes that PHP gives it; none where it says nothing: then the careful side counts."""
    word = str(int(value)) if isinstance(value, bool) else _scalar(value).casefold()
    return {"1": True, "true": True, "ya": True, "0": False, "false": False, "tidak": False}.get(word)


def must_list_institutions(body: bytes) -> None:
    """Raises `Unreadable` when the answer to the health question is no list."""
    if not isinstance(_results(body).get("data"), list | dict):
        raise Unreadable("without_data")


def _status(details: Details, settings: LaporSettings) -> RemoteStatus:
    raw_code, raw_name = _scalar(details.status_code), plain(details.status_name)
    if not raw_code and not raw_name:
        raise Unreadable("without_status")
    own = {_folded(raw): code for raw, code in settings.status_map.items()}
    code, name = _folded(raw_code), _folded(raw_name)
    return RemoteStatus(
        code=own.get(code) or own.get(name) or NATIONAL_STATUSES.get(name) or "unknown",
        raw_code=raw_code[:64],
        raw_name=raw_name[:200],
        institution=plain(details.disposition_name)[:200],
    )


def _folded(raw: str) -> str:
    return " ".join(raw.casefold().split())


def _document(body: bytes) -> dict[str, Any]:
    document = _decoded(body)
    if not isinstance(document, dict):
        raise Unreadable("not_a_json_object")
    return document


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None  # told by the caller: this error would carry the whole body


def _results(body: bytes) -> dict[str, Any]:
    results = _document(body).get("results")
    if not isinstance(results, dict):
        raise Unreadable("without_results")
    return results


def _rows(value: Any) -> Iterable[Any]:
    """A list, or the object that PHP makes of a list with gaps."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _identifier(document: dict[str, Any], path: str) -> str:
    found = _scalar(_at(document, path))
    return "" if found == "0" else found


def _at(document: dict[str, Any], path: str) -> Any:
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, int) else plain(value)
