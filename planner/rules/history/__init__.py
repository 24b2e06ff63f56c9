"""Rules of the history: what it follows, how it keeps values, and what can be taken back."""
