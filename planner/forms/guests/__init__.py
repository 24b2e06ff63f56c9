"""Forms about guests and delegations."""
