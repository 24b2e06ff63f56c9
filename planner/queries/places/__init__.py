"""Statements about places, and the pictures of them."""
