"""The office's canned replies, kept by its administrators."""
