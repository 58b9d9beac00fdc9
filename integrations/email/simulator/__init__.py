"""Mail servers of our own: mailboxes that are read and written to over IMAP and SMTP, and pages to play the citizen."""
