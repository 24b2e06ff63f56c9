"""Pages of the history: what was done, entry by entry, and taking it back."""
