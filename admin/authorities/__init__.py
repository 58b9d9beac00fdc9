"""The list of authorities outside, kept by the office's administrators."""
