"""Acts on visits and events."""
