"""Papers that get cut: cards, badges, labels."""
