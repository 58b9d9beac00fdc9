"""The outside world: one folder per channel or remote system."""
