"""Which dispositions of an office somebody has to approve first, and those that wait for it."""
