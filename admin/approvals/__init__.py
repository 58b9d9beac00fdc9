"""Which dispositions somebody has to approve, as the office's administrators set it."""
