"""The contract with the outside: what arrives, what leaves, what can go wrong, and what an adapter is."""
