"""With which offices this one shares cases, and what leaves it for them."""
