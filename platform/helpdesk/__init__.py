"""The product: cases, time promises, hand-over, channels."""
