"""People and their memberships: adding, passwords, one-time links, preferences."""
