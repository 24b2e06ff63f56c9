"""The command `doctor`: looks for what is wrong with a planner, and says how to mend it."""
