"""Signing in and out, and who is asking: the pages, and what other rooms ask of a request."""
