"""What every planner begins with, and gets with later versions: offices, and schemes."""
