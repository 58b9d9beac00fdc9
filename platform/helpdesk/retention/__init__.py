"""How long citizens' data are kept after a case has ended, and what goes when that time is over."""
