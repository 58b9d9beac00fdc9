"""Who: offices, units, people, permissions; the doors to their rows."""
