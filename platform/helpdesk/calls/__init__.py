"""Telephone calls: as the exchange tells of them, with whoever calls, and who calls back."""
