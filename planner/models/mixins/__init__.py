"""Mixins of models: bilingual texts, columns to search, sort and tell apart by, kept on save."""
