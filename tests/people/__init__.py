"""Tests of people: names, forms of address, duplicates, merging, search."""
