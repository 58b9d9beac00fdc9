"""Addresses that one may be sent on to."""

import re
from urllib.parse import quote

HOME = "/desk"

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}")
_IN_OFFICE = re.compile(r"/(?:desk|admin)/([a-z][a-z0-9-]{1,39})(?:[/?#].*)?")


def local_path(wanted: str, default: str = HOME) -> str:
    """The wanted address if it can only lead to us, else the default.

    Browsers read `//host` and `/\\host` as another host and drop tabs and line ends; none of these passes.
    """
    return wanted if _LOCAL.fullmatch(wanted) else default


def office_in(path: str) -> str:
    """The slug of the office that a path of the desk or of administration lies in, or nothing."""
    found = _IN_OFFICE.fullmatch(path)
    return found[1] if found else ""


def sign_in_address(path: str) -> str:
    """Where somebody who is not signed in is sent from a page; signing in leads back to it."""
    return f"/sign-in?next={quote(local_path(path), safe='/')}"


def switch_address(slug: str, path: str) -> str:
    """Where somebody is sent from a page of another office they work for."""
    return f"/switch?office={quote(slug)}&next={quote(local_path(path), safe='/')}"


def desk_address(slug: str) -> str:
    """The first page of an office's desk."""
    return f"/desk/{slug}/cases"
