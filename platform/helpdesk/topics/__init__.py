"""What cases are about, in the office's own words."""
