"""Offices below this one: which there are, and a new one in one flow."""
