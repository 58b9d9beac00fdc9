"""What Sahut says by itself, and what an office says in its place."""
