"""Package ↔ disk: the lock, what is stale and why, and one swap of the whole package."""
