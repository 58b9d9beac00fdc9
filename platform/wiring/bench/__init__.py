"""Measurements as ratios to physical references of the same minute (performance.md's goals F1, F2, F3, F12, F13)."""
