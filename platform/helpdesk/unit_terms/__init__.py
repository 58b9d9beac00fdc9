"""How the office's units are reached outside the desk, and what they may do there."""
