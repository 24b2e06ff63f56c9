"""What open pages learn of others: who is there, and what is new."""
