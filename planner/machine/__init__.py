"""What the machine gives to a planner: files, disks, paths, and how they fail."""
