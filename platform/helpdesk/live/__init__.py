"""Live updates: who listens, what rings, and who is looking at which case. The truth stays in the outbox."""
