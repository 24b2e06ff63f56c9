"""What every planner begins with: offices, and schemes of precedence."""
