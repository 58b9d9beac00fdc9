"""Follow-ups and log lines of LAPOR as entries of ours: readable, dated in UTC, known by their content."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.channels.register import RemoteEntry, RemoteFile
from integrations.lapor.payloads import Item
from integrations.lapor.plain import filled, plain
from integrations.lapor.settings import LaporSettings


def entries(remote_id: str, items: Iterable[Any], settings: LaporSettings) -> list[RemoteEntry]:
    """One entry per item that says anything, in the remote's order; a repeated item counts once."""
    found: dict[str, RemoteEntry] = {}
    for item in items:
        if isinstance(item, dict):
            entry = _entry(remote_id, msgspec.convert(item, Item), settings)
            if entry.text:
                found.setdefault(entry.key, entry)
    return list(found.values())


def oldest_first(found: Iterable[RemoteEntry]) -> list[RemoteEntry]:
    """In the order of time; entries without a time keep their order at the end."""
    return sorted(found, key=lambda entry: (entry.at is None, entry.at or datetime.max.replace(tzinfo=UTC)))


def moment(raw: object, settings: LaporSettings) -> datetime | None:
    """A time of the remote as UTC; none when it is missing or cannot be read."""
    text = plain(raw)
    for read in (*map(_by_format, settings.date_formats), datetime.fromisoformat):
        try:
            found = read(text)
            zoned = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.source_tz))
            return zoned.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _entry(remote_id: str, item: Item, settings: LaporSettings) -> RemoteEntry:
    names = _names(item)
    files = _files(item.attachments)
    text = _text(item, names, files)
    raw_at = item.created_at or item.date
    at = moment(raw_at, settings)
    return RemoteEntry(
        key=_key(
            remote_id,
            at.isoformat() if at else plain(raw_at),
            names["institution_from"],
            names["institution_to"],
            " ".join(text.split()),
            *(path for path, _ in files),
        ),
        kind=_kind(item, names),
        text=text,
        author=(names["institution_from"] or names["institution"])[:200],
        at=at,
        files=tuple(RemoteFile(path=path, name=name) for path, name in files if path),
    )


def _key(*parts: str) -> str:
    # As JSON, so that no part can pretend to be two.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _names(item: Item) -> dict[str, str]:
    source = _first_name(item.institution_from_name, item.institution_from, item.institution_from_id)
    target = _first_name(item.institution_to_name, item.institution_to, item.institution_to_id)
    old, new = _statuses(item)
    return {
        "institution_from": source,
        "institution_to": target,
        "institution_from_link": source,
        "institution_to_link": target,
        "institution": _first_name(item.institution) or target or source,
        "status_old": old,
        "status_new": new,
    }


def _statuses(item: Item) -> tuple[str, str]:
    data = item.data
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            data = None
    inner: Mapping[str, Any] = data if isinstance(data, dict) else {}
    return (
        _first_name(item.status_old, inner.get("status_old")),
        _first_name(item.status_new, inner.get("status_new")),
    )


def _first_name(*values: Any) -> str:
    """The first that is a text, or an object with a name; ids alone say nothing to a reader."""
    return next(filter(None, (plain(v.get("name") if isinstance(v, dict) else v) for v in values)), "")


def _text(item: Item, names: Mapping[str, str], files: Sequence[tuple[str, str]]) -> str:
    template = filled(plain(item.template_content), names)
    content = filled(plain(item.content), names)
    moved = f"{names['status_old'] or '–'} → {names['status_new']}" if names["status_new"] else ""
    parts = [template, content if content != template else ""]
    said = [part for part in parts if part] or [moved]
    return "\n".join([*(part for part in said if part), *(f"Lampiran: {name}" for _, name in files)])


def _files(raw: Any) -> list[tuple[str, str]]:
    """Path and name of each attachment; the path tells two files apart."""
    rows = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
    named = ((plain(row.get("path")), plain(row.get("file_name"))) for row in rows[:20])
    return [(path, (name or path.rsplit("/", 1)[-1])[:200]) for path, name in named if path or name]


def _kind(item: Item, names: Mapping[str, str]) -> str:
    template = plain(item.template_code).casefold()
    if template.startswith("reply"):
        return "reply"
    if template.startswith("dispos"):
        return "disposition"
    if names["status_new"]:
        return "status"
    return "reply" if plain(item.content) and not template else "other"


def _by_format(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)
