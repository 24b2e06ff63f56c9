"""Who did what: the trail that acts leave, what it tells, and what is taken back by it."""
