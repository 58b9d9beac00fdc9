"""The templates of the office's accounts, entered by hand or read from the remote."""
