"""Rules of paper: what is printed, in which order, and when it is out of date."""
