"""Tests of visits and events."""
