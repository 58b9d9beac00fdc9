"""Answering the citizen: case change, message and delivery in one transaction."""
