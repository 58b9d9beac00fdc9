"""Delegated staffing: a named person of one office acts in another, for a time that both agreed to."""
