"""Serve HTTP: requests are collected outside of the threads that answer (docs/decisions/011)."""
