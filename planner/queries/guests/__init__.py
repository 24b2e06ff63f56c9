"""Statements about guests and delegations."""
