"""What forms offer to choose from, in one statement: a page of the desk costs few of them."""

from helpdesk.topics.model import Topic
from tenants.doors import Scope
from tenants.offices.model import Unit

_UNIT = ("id", "parent_id", "name", "kind", "address", "is_facility", "active")
_TOPIC = ("id", "name", "active", "version")
_CHOICES = (
    f"SELECT ARRAY(SELECT ROW({', '.join(_UNIT)}) FROM unit WHERE tenant_id = $1 ORDER BY position, name) AS units,"  # noqa: S608
    f" ARRAY(SELECT ROW({', '.join(_TOPIC)}) FROM topic WHERE tenant_id = $1"
    " ORDER BY active DESC, position, lower(name), id) AS topics"
)


async def choices(scope: Scope) -> tuple[list[Unit], list[Topic]]:
    """The units and the topics of the office, each in its own order, the retired ones among them."""
    row = await scope.fetchrow(_CHOICES, scope.tenant_id)
    assert row is not None
    units = [Unit(**dict(zip(_UNIT, each, strict=True))) for each in row["units"]]
    return units, [Topic(**dict(zip(_TOPIC, each, strict=True))) for each in row["topics"]]
