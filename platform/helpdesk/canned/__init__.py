"""Answers an office writes once and its officers use often."""
