"""Accounts: who signs in, by what, and what signing in leaves."""
