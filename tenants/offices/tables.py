"""Piccolo's view of offices and units; keys, policies and grants stand in sql/0001_offices.sql."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table


class TenantRow(Table, tablename="tenant"):
    """One office."""

    id = Integer(primary_key=True)
    uid = UUID()
    slug = Text()
    code = Text()
    name = Text()
    desk_name = Text()
    level = Text()
    region = Text(default="")
    parent_id = Integer(null=True)
    timezone = Text()
    brand = Text()
    contacts = JSONB()
    languages = Array(base_column=Text())
    host = Text(null=True)
    active = Boolean(default=True)
    created_at = Timestamptz()


class UnitRow(Table, tablename="unit"):
    """One unit of one office."""

    tenant_id = Integer()
    id = UUID(primary_key=True)
    parent_id = UUID(null=True)
    name = Text()
    kind = Text()
    address = Text(default="")
    is_facility = Boolean(default=False)
    position = Integer(default=0)
    active = Boolean(default=True)
    version = Integer(default=1)
