"""One round trip: a function that enters the tenant itself, or one that answers before a tenant is known."""

from typing import Any, Literal

import asyncpg

from tenants.doors.gate import current_pool

TenantsFunction = Literal["receive", "count_all_anew"]
"""SECURITY INVOKER functions that enter each tenant in turn: of their rows, or all. Each is listed here."""

DirectoryFunction = Literal[
    "directory_person",
    "directory_memberships",
    "directory_session",
    "directory_api_key",
    "directory_add_person",
    "directory_set_password",
    "directory_set_preferences",
    "directory_make_link",
    "directory_read_link",
    "directory_use_link",
    "directory_add_newcomer",
    "directory_rehash",
    "directory_forget_links",
    "directory_account",
    "directory_addresses",
    "directory_far_office",
]
"""SECURITY DEFINER functions: exact key in, ids out. Each is listed here."""


def _call(function: str, count: int) -> str:
    places = ", ".join(f"${place}" for place in range(1, count + 1))
    return f"SELECT * FROM {function}({places})"  # noqa: S608 - names come from the lists above


async def tenants_call(function: TenantsFunction, *values: Any) -> Any:
    """Call a listed function with rows of one or more tenants; committed when this returns."""
    return await current_pool().fetchval(_call(function, len(values)), *values)


async def directory_call(function: DirectoryFunction, *values: Any) -> Any:
    """One value of the directory, or none."""
    return await current_pool().fetchval(_call(function, len(values)), *values)


async def directory_row(function: DirectoryFunction, *values: Any) -> asyncpg.Record | None:
    """One row of the directory, or none."""
    return await current_pool().fetchrow(_call(function, len(values)), *values)


async def directory_rows(function: DirectoryFunction, *values: Any) -> list[asyncpg.Record]:
    """All rows of the directory for one key."""
    return await current_pool().fetch(_call(function, len(values)), *values)
