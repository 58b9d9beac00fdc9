"""The only queries on offices' own words."""

from helpdesk.texts.model import Form, OwnText, Place
from tenants.doors import Scope

_ALL = "SELECT key, form, language, text, version FROM own_text WHERE tenant_id = $1"
_ONE = "SELECT text, version FROM own_text WHERE tenant_id = $1 AND key = $2 AND form = $3 AND language = $4"
_PUT = """
    INSERT INTO own_text (tenant_id, key, form, language, text, parts, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7 + 1)
    ON CONFLICT (tenant_id, key, form, language)
    DO UPDATE SET text = excluded.text, parts = excluded.parts, version = excluded.version
    WHERE own_text.version = $7
"""
_LONGEST = "SELECT coalesce(max(parts), 0) FROM own_text WHERE tenant_id = $1 AND text IS NOT NULL"


async def own_texts(scope: Scope) -> dict[Place, OwnText]:
    """Everything that the office says in its own words, or once said so."""
    rows = await scope.fetch(_ALL, scope.tenant_id)
    return {
        (row["key"], Form(row["form"]), row["language"]): OwnText(text=row["text"], version=row["version"])
        for row in rows
    }


async def own_text(scope: Scope, place: Place) -> OwnText:
    """What it says at one place."""
    key, form, language = place
    row = await scope.fetchrow(_ONE, scope.tenant_id, key, form.value, language)
    return OwnText(**dict(row)) if row else OwnText()


async def put(scope: Scope, place: Place, text: str | None, version: int, *, parts: int = 0) -> bool:
    """Write it, or none for the usual; false when somebody changed it since `version` (0: never written)."""
    key, form, language = place
    tag = await scope.execute(_PUT, scope.tenant_id, key, form.value, language, text, parts, version)
    return tag == "INSERT 0 1"


async def longest_sms(scope: Scope) -> int:
    """How many SMS the longest of the office's own words makes."""
    found: int = await scope.fetchval(_LONGEST, scope.tenant_id)
    return found
