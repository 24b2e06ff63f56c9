"""Statements about calendar feeds."""
