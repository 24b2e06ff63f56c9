"""Pages about users, their settings and those of the office."""
