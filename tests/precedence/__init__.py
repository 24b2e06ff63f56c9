"""Tests of offices, schemes and the order of guests."""
