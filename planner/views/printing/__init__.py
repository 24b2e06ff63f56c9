"""Pages about paper: choose, print, look at what was printed."""
