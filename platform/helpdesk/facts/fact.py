"""What every fact about a case has."""

from datetime import datetime
from uuid import UUID

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a case of the tenant that announces it."""

    case_id: UUID
    at: datetime
