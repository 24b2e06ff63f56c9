"""Backup and restore: all that a planner keeps as one file, in one form for both databases."""
