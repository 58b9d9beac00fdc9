"""Complaints that a register passed on to the office become cases: from its list, or from a file of its export."""
