"""Statements about visits and events."""
