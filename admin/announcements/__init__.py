"""Pages: what this office tells those below it, and how far they have read it."""
