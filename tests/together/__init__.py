"""Two people on one page."""
