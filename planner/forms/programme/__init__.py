"""Forms about visits and events."""
