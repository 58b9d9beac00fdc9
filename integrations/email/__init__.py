"""E-mail: the bytes of a letter made into a value."""
