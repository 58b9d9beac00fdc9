"""A LAPOR of our own: the same calls, its known faults on request, and a page to play its administrator."""
