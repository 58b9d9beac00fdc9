"""Sessions of staff and keys of integrators: secrets with an end, stored as digests only."""
