"""Questions to the database about the history."""
