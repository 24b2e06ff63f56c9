"""Tests of two people who edit one thing."""
