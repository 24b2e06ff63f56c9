"""Acts on users, their passwords and their sessions."""
