"""Tests of the database: acts, both engines, migrations."""
