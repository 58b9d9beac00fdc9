"""One case as people read it: everything that belongs to it, and what the reader may do with it."""
