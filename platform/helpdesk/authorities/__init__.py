"""Authorities outside this platform: who has a matter that is none of the office's business."""
