"""Tests of guests and delegations."""
