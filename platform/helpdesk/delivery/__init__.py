"""The single way out: queued, sending, sent, delivered, read, failed, unknown."""
