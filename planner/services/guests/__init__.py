"""Acts on guests and delegations."""
