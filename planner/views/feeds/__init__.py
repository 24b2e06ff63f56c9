"""Pages about calendar feeds, and the feeds themselves."""
