"""Whether a planner may start and can serve, and what monitors are told of it."""
