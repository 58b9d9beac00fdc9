"""Offices of other installations: invite one, accept an invitation, test, change keys, end it."""
