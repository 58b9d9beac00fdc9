"""The first page of the administration: what an office has, and what it still needs."""
