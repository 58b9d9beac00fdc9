"""Monitoring rounds: the look at all channels that an office does several times a day."""
