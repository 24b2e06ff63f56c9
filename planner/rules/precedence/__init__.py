"""Rules of precedence: who stands before whom, and why."""
