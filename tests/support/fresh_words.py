"""Names of offices that no other office of this process' database bears."""

import secrets
import string

import asyncpg


async def fresh_word(owner: "asyncpg.Connection[asyncpg.Record]") -> str:
    """An office's name, whose first five letters are no other office's code: there are thousands by now."""
    while True:
        word = "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))
        if not await owner.fetchval("SELECT true FROM tenant WHERE code = $1", word[:5].upper()):
            return word
