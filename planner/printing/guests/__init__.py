"""Papers about guests."""
