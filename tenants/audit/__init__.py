"""Who saw and changed what: append-only, sealed in a chain."""
