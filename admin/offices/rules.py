"""What a new office must be, and which one its region would have."""

import re
from collections.abc import Collection, Sequence
from zoneinfo import available_timezones

from msgspec.structs import replace

from admin.offices.model import NewOffice, Plan, TypedOffice
from admin.offices.reading import Unread, units_of
from admin.offices.regions import Region, proposed, region_of
from kit.errors import Invalid
from tenants.offices.model import ZONES, Office

LONGEST = {"name": 120, "desk_name": 60, "admin_name": 100}
SLUG = r"[a-z][a-z0-9-]{1,39}"
CODE = r"[A-Z]{2,5}"
"""What addresses and case numbers of an office begin with; the table of offices holds the same."""
ORDER = (
    "region",
    "name",
    "desk_name",
    "slug",
    "code",
    "timezone",
    "file",
    "units",
    "admin_name",
    "admin_email",
)
FIRST_UNITS = (
    "Sekretariat\nBidang Pelayanan Kesehatan\nBidang Kesehatan Masyarakat\n"
    "Bidang Pencegahan dan Pengendalian Penyakit\nBidang Sumber Daya Kesehatan"
)
"""What the form begins with: the divisions that most district health offices have."""


def checked(typed: TypedOffice, own: Office, offices: Sequence[Office]) -> Plan:
    """What the form asks for, with the region's own proposals for what was left empty; raises `Invalid`."""
    wrong: dict[str, str] = {}
    region = region_of(typed.region.strip())
    if region is None or not _is_below(region, own):
        wrong["region"] = (
            "required" if not typed.region.strip() else "unknown" if region is None else "not_below"
        )
    office = _office(typed, region, {each.code for each in offices})
    wrong |= _wrong_words(office)
    if (
        same := next((each for each in offices if each.slug == office.slug), None)
    ) and same.parent_id != own.id:
        wrong["slug"] = "taken"
    if office.timezone not in ZONES or office.timezone not in available_timezones():
        wrong["timezone"] = "unknown"
    name, email = " ".join(typed.admin_name.split()), typed.admin_email.strip().lower()
    if not name or len(name) > LONGEST["admin_name"]:
        wrong["admin_name"] = "too_long" if name else "required"
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) or len(email) > 254 or not email.isprintable():
        wrong["admin_email"] = "unreadable" if email else "required"
    try:
        units = units_of(typed.units)
        if not units:
            wrong["units"] = "required"
    except Unread as fault:
        raise Invalid("invalid", fields={**wrong, "units": fault.code}, line=fault.line) from None
    if wrong or region is None:
        raise Invalid("invalid", fields=wrong)
    return Plan(
        office=replace(office, units=units),
        region_name=region.name,
        admin_name=name,
        admin_email=email,
    )


def _is_below(region: Region, own: Office) -> bool:
    return own.level.stands_above(region.level) and (
        not own.region or region.code.startswith(f"{own.region}.")
    )


def _office(typed: TypedOffice, region: Region | None, taken: Collection[str]) -> NewOffice:
    begin = proposed(region, taken) if region else None
    name, desk_name = " ".join(typed.name.split()), " ".join(typed.desk_name.split())
    return NewOffice(
        slug=typed.slug.strip() or (begin.slug if begin else ""),
        code=typed.code.strip().upper() or (begin.code if begin else ""),
        name=name or (begin.name if begin else ""),
        desk_name=desk_name or (begin.desk_name if begin else ""),
        level=begin.level if begin else "",
        region=region.code if region else "",
        parent="",
        timezone=typed.timezone or (begin.timezone if begin else ZONES[0]),
        hours="office",
        contacts={},
        units=(),
    )


def _wrong_words(office: NewOffice) -> dict[str, str]:
    """Names that are missing or too long, and a slug or code that cannot be."""
    wrong = {}
    for field, text in (("name", office.name), ("desk_name", office.desk_name)):
        if len(text) > LONGEST[field] or not text.isprintable():
            wrong[field] = "too_long"
    if office.slug and not re.fullmatch(SLUG, office.slug):
        wrong["slug"] = "unreadable"
    if office.code and not re.fullmatch(CODE, office.code):
        wrong["code"] = "unreadable"
    return wrong
