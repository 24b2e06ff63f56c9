"""Statements about people."""
