"""The office's topics, kept by its administrators."""
