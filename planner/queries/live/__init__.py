"""What open pages ask again and again: who else is there, and what is new."""
