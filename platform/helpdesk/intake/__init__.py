"""What an arrival means: whose it is, which case it belongs to, what is opened and promised."""
