"""Erasing: what the trash has kept for its days goes for good, with all that hangs on it."""
