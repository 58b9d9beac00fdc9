"""Before a tenant is known: an exact key in, ids out. One typed function each."""
