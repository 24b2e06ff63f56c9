"""Papers with chapters: briefing books, contacts, portraits."""
