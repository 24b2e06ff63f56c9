"""Questions to the database: select() statements that say what they load."""
