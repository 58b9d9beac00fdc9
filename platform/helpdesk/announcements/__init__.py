"""What an office tells those below it, and who has read it."""
