"""The office's time promises: rule sets in versions, a new version with its consequences told before, a simulator."""
