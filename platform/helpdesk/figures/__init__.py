"""Figures of offices between installations: what ours tells those above it elsewhere, and what those below tell us."""
