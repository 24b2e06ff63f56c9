"""Tests of places and pictures."""
