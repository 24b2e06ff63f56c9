"""The typeface of the pages."""
