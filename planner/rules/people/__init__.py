"""Rules about people: names, terms of office, forms of address, duplicates, merging."""
