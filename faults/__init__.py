"""Break things around a planner that runs, and measure what it bears; prints a table."""
