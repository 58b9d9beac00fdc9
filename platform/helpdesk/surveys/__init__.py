"""What citizens think of the answer."""
