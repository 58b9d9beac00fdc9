"""A report followed by its number: for whoever knows the PIN, and in the conversation it was made in."""
