"""Statements about offices and precedence schemes."""
