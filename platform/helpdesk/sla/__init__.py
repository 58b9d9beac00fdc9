"""Time: calendars, budgets, promises and their clocks, all as values."""
