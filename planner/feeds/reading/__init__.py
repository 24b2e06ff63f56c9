"""What feeds.reader needs to understand calendars of others, and to refuse the hostile ones."""
