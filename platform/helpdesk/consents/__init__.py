"""What citizens allow us to send beside the answers to their own cases, by channel and address."""
