"""Texts a channel approved beforehand: all that may be sent when its window for free text is closed."""
