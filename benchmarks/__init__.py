"""Measure the planner: CPU time and queries of its pages and feeds; prints tables."""
