"""The heart: open, verify, dispose, assign, wait, resolve, reopen, close."""
