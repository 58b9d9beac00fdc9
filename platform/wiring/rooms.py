"""Where the templates of each room lie."""

from pathlib import Path

import admin
import helpdesk
import tenants

_HELPDESK = Path(helpdesk.__file__).parent
_TENANTS = Path(tenants.__file__).parent

TEMPLATES = {
    "desk": _HELPDESK / "desk" / "templates",
    "portal": _HELPDESK / "portal" / "templates",
    "unit_links": _HELPDESK / "unit_links" / "templates",
    "overview": _HELPDESK / "overview" / "templates",
    "admin": Path(admin.__file__).parent / "templates",
    "sign_in": _TENANTS / "sign_in" / "templates",
}
