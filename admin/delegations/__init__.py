"""Delegated staffing: ask for somebody of another office, decide about one's own people, end it."""
