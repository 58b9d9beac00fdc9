"""What citizens see: an office's home, filing a report without an account, following it with number and PIN."""
