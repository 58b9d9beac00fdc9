"""The Date header: RFC 5322 with its obsolete forms, and what programs and people write instead."""

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january januari", "feb february februari peb", "mar march maret"),
            *("apr april", "may mei", "jun june juni", "jul july juli", "aug august agu agt agustus"),
            *(
                "sep sept september",
                "oct october okt oktober",
                "nov november nop",
                "dec december des desember",
            ),
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wib": 7, "wita": 8, "wit": 9}
_ZONES |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
_LATEST = 9998
"""The first year is RFC 5322's, the last leaves room for any zone."""
_COMMENT = re.compile(r"\([^()]*\)")
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d{1,9})?"
_USUAL = re.compile(
    rf"(?:[^\W\d]{{2,10}}\.?,?\s+)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[a-z]{{3,10}})\.?[\s-]+(?P<year>\d{{2,4}})"
    rf",?\s+{_TIME}\s*(?P<zone>[a-z]{{1,5}}|(?:utc|gmt)?[+-]\d{{1,2}}(?::?\d{{2}})?)?(?:\s+[a-z]{{2,5}})?"
)
_ASCTIME = re.compile(
    rf"[a-z]{{3}},?\s+(?P<month>[a-z]{{3,10}})\s+(?P<day>\d{{1,2}})\s+{_TIME}"
    r"(?:\s+(?P<zone>[a-z]{1,5}|[+-]\d{4}))?\s+(?P<year>\d{4})(?:\s+(?P<later>[+-]\d{4}))?"
)


def moment(text: str) -> tuple[datetime | None, str]:
    """The moment in the zone it was written in, and what was wrong with it.

    A moment without a zone, or with one that nobody knows, is taken as UTC, as RFC 5322 reads "-0000".
    """
    for _ in range(3):
        text = _COMMENT.sub(" ", text)
    text = " ".join(text.split())[:100].lower()
    if not text:
        return None, ""
    try:
        found, fault = _usual(text) or _iso(text) or (None, "")
    except (ValueError, OverflowError):
        return None, "date_unreadable"
    return (found, fault) if found and 1900 <= found.year <= _LATEST else (None, "date_unreadable")


def _usual(text: str) -> tuple[datetime, str] | None:
    match = _USUAL.fullmatch(text) or _ASCTIME.fullmatch(text)
    if match is None or match["month"] not in _MONTHS:
        return None
    said = match.groupdict()
    zone, fault = _zone(said["zone"] or said.get("later") or "")
    second = int(said["second"] or 0)
    leap = 1 if second == 60 else 0  # a leap second is the next minute's first
    return datetime(
        _year(said["year"]),
        _MONTHS[said["month"]],
        int(said["day"]),
        int(said["hour"]),
        int(said["minute"]),
        second - leap,
        tzinfo=zone,
    ) + timedelta(seconds=leap), fault


def _iso(text: str) -> tuple[datetime, str] | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}", text):
        return None
    found = datetime.fromisoformat(text.upper()).replace(microsecond=0)
    return (found, "") if found.tzinfo else (found.replace(tzinfo=UTC), "date_without_zone")


def _year(digits: str) -> int:
    """Two and three digits as RFC 5322 §4.3 reads them."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(digits) == 3 else year


def _zone(text: str) -> tuple[timezone, str]:
    text = re.sub(r"^(?:utc|gmt)(?=[+-])", "", text)
    if text[:1] in ("+", "-") and text:
        digits = text[1:].replace(":", "")
        digits = (digits if len(digits) > 2 else f"{digits}00").rjust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if int(digits[2:]) > 59:
            raise ValueError("no such zone")
        return timezone(-offset if text[0] == "-" else offset), ""
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])), ""
    return UTC, "date_without_zone" if not text else "date_zone_unknown"
