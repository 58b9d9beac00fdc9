"""The integrated view of an office above others: its linked cases and its own counts."""
