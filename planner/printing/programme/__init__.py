"""Papers about the programme."""
