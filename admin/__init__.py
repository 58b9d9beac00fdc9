"""What ministry and office administrators do."""
