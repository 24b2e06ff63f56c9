"""Pages about visits and events."""
