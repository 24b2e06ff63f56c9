"""Rules of calendar feeds: what they include and when they change."""
