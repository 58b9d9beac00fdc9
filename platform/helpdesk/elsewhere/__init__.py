"""Offices of other installations that this one exchanges letters with: who they are, where, and under which keys."""
