"""Paper: the rows, groups and words of what gets printed, and the typesetting."""
