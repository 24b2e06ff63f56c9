"""Pages about guests and delegations."""
