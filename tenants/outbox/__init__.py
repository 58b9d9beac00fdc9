"""Facts waiting to be told: written in the caller's transaction, told by the dispatcher."""
